import type { Torn } from './simulated-classic';
import { type Answer, ack, nak, SimulatedTag, whole, withCrc } from './simulated-tag';

type NtagOptions = {
  readonly pages?: number;
  readonly readOnlyFrom?: number;
  readonly capability?: readonly number[];
};

/** An NTAG21x or Ultralight: pages of 4 bytes without a key; the data area begins with page 4. */
export class SimulatedNtag extends SimulatedTag {
  readonly memory: number[];
  torn: Torn | null = null;
  writes = 0;
  private readonly readOnlyFrom: number;
  private compatible: number | null = null;

  constructor(uid: readonly number[], data: readonly number[] = [], options: NtagOptions = {}) {
    super(uid, 0x00, [0x44, 0x00]);
    const pages = options.pages ?? 45;
    this.readOnlyFrom = options.readOnlyFrom ?? pages;
    this.memory = new Array<number>(pages * 4).fill(0);
    const capability = options.capability ?? [0xe1, 0x10, 0x12, 0x00];
    [...capability, ...data].forEach((byte, at) => {
      this.memory[12 + at] = byte;
    });
  }

  get data(): number[] {
    return this.memory.slice(16);
  }

  protected opens(): boolean {
    return false;
  }

  protected override forget(): void {
    this.compatible = null;
  }

  protected command(bytes: readonly number[]): Answer {
    if (this.compatible !== null && bytes.length === 16)
      return this.write(this.compatible, bytes.slice(0, 4));
    const [command, page = 0, ...rest] = bytes;
    if (page * 4 >= this.memory.length) return this.refuse();
    switch (command) {
      case 0x30:
        return whole(withCrc(Array.from({ length: 16 }, (_, at) => this.byteAt(page * 4 + at))));
      case 0xa2:
        return rest.length === 4 ? this.write(page, rest) : this.refuse();
      case 0xa0:
        this.compatible = page;
        return ack;
      default:
        return this.refuse();
    }
  }

  private byteAt(at: number): number {
    return this.memory[at % this.memory.length] ?? 0;
  }

  private refuse(): Answer {
    this.drop();
    return nak(0);
  }

  /** A compatible write takes 16 bytes, keeps 4 and says that all is well. */
  private write(page: number, bytes: readonly number[]): Answer {
    this.compatible = null;
    if (page < 4 || page >= this.readOnlyFrom) return this.refuse();
    const isTorn = this.torn?.write === this.writes;
    this.writes += 1;
    bytes.slice(0, isTorn ? this.torn?.bytes : 4).forEach((byte, at) => {
      this.memory[page * 4 + at] = byte;
    });
    if (!isTorn) return ack;
    this.powerOff();
    return null;
  }
}
