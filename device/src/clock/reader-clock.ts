/** What the machine says of time. */
export type TimeSources = {
  /** ms since 1970, as set by whoever. */
  wallMs(): number;
  /** ms since boot; never jumps, and goes on over processes of one boot. */
  monoMs(): number;
  /** Whether network time has set the clock since boot. */
  networkTimeSet(): boolean;
};

export type Stamp = {
  readonly at: number;
  readonly mono: number;
  readonly bootId: string;
  readonly synced: boolean;
};

/** No reader of this version ran earlier; a clock that says so was never set. */
const EARLIEST_MS = Date.parse('2026-01-01T00:00:00Z');
/** 32-bit clocks end in 2106; a machine that claims to be there has lost its clock. */
const LATEST_MS = Date.parse('2100-01-01T00:00:00Z');
/** Network time moves a clock by less once it has set it. */
const JUMP_MS = 2_000;
/** The longest that systemd-timesyncd and chrony wait between two questions: by then a jump that lasts is theirs. */
const BELIEVE_JUMP_AFTER_MS = 2_048_000;

/** The reader's own clock: one that goes evenly, from the first moment on, and says whether it can be believed.
 *  A system clock that jumps does not make it jump; it only becomes doubtful. */
export class ReaderClock {
  /** Wall time at boot, as far as known. */
  private base: number;
  private believed: boolean;
  private jumpedAtMono: number | undefined;

  constructor(
    private readonly sources: TimeSources,
    readonly bootId: string,
  ) {
    this.base = sources.wallMs() - sources.monoMs();
    this.believed = this.isSet();
  }

  monoMs(): number {
    return this.sources.monoMs();
  }

  /** The time now. `synced` only while network time has set the clock and it has not jumped since. */
  stamp(): Stamp {
    const mono = this.sources.monoMs();
    this.follow(mono);
    return {
      at: Math.round(this.base + mono),
      mono: Math.round(mono),
      bootId: this.bootId,
      synced: this.believed,
    };
  }

  private follow(mono: number): void {
    const systemBase = this.sources.wallMs() - mono;
    const jumped = Math.abs(systemBase - this.base) > JUMP_MS;
    const set = this.isSet();
    if (this.believed && (jumped || !set)) {
      this.jumpedAtMono = mono;
      this.believed = false;
      return;
    }
    if (!set) return;
    const everBelieved = this.jumpedAtMono !== undefined;
    const lasting = mono - (this.jumpedAtMono ?? 0) >= BELIEVE_JUMP_AFTER_MS;
    if (everBelieved && jumped && !lasting) return;
    this.base = systemBase;
    this.believed = true;
    this.jumpedAtMono = undefined;
  }

  private isSet(): boolean {
    const wall = this.sources.wallMs();
    return this.sources.networkTimeSet() && wall >= EARLIEST_MS && wall < LATEST_MS;
  }
}
