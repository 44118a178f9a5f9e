import type { Fault } from '../config/fault';
import type { ReaderConfig } from '../config/reader-config';
import type { Feedback } from '../feedback/feedback';
import type { TagRead, TagSource } from '../tags/tag-source';
import type { HealthParts } from './health';
import { keepScan } from './keep-scan';
import { type ProgramEnd, type ProgramParts, type ReaderProgram, runProgram } from './run-program';
import type { ScanPath } from './scan-path';
import { type HealthTeller, tellHealth } from './tell-health';
import { systemdWatchdog } from './watchdog';

export type ReaderParts = ProgramParts & {
  readonly source: TagSource;
  readonly feedback: Feedback;
  /** Told once its chip answers and its spool is open. */
  readonly onReady?: () => void;
  /** How the last update ended, for the reader's health. */
  readonly update?: () => object | undefined;
};

/** The contract's repeat window: the same tag again so soon is known. */
const REPEAT_MS = 10_000;
const CHIP_SILENT_MS = 10_000;
const SOURCE_STOP_MS = 500;

/** Runs a reader until it is told to stop: each tag that comes is kept durably, then it beeps, then it is on its way
 *  to the broker. Resolves with what kept it from starting, or with no faults once it has ended.
 *  The MQTT SDK keeps the process alive afterwards: end it with process.exit(). */
export const runReader = (config: ReaderConfig, parts: ReaderParts): Promise<ProgramEnd> =>
  runProgram(
    config,
    parts,
    (path, certificateEndsAtMs) => new Reader(config, parts, path, certificateEndsAtMs),
  );

class Reader implements ReaderProgram {
  private readonly latest = new Map<string, number>();
  private readonly watchdog;
  private repeats = 0;
  private lastReadAtMs: number | undefined;
  private readonly health: HealthTeller;
  private ready = false;

  constructor(
    private readonly config: ReaderConfig,
    private readonly parts: ReaderParts,
    private readonly path: ScanPath,
    private readonly certificateEndsAtMs: number | undefined,
  ) {
    this.health = tellHealth(this.healthParts(), parts.emit);
    this.watchdog = systemdWatchdog(process.env, () => this.ailment(), parts.log);
  }

  async start(): Promise<Fault | undefined> {
    const { source, emit, feedback } = this.parts;
    try {
      await source.start({
        arrived: (read) => this.arrived(read),
        left: () => undefined,
        trouble: ({ code, message, over }) => {
          if (over) this.path.troubles.clear(code);
          else this.path.troubles.raise({ code, message });
          if (!over) feedback.trouble(message);
        },
      });
    } catch (error) {
      return { code: 'chip', message: error instanceof Error ? error.message : String(error) };
    }
    this.ready = true;
    emit({ event: 'ready' });
    this.parts.onReady?.();
    this.watchdog.ready();
    return undefined;
  }

  tellAnew(): void {
    if (this.ready) this.health.tell();
  }

  tellIfChanged(): void {
    if (this.ready) this.health.tellIfChanged();
  }

  async end(): Promise<void> {
    this.ready = false;
    this.watchdog.stop();
    await Promise.race([
      this.parts.source.stop(),
      new Promise((resolve) => setTimeout(resolve, SOURCE_STOP_MS).unref()),
    ]);
    this.parts.feedback.stop();
    await this.path.link.end(() => this.health.status('offline'));
    this.path.spool.close();
  }

  private arrived({ tagId, text, atMs }: TagRead): void {
    const { emit, feedback } = this.parts;
    const agoMs = Math.max(0, Math.round(performance.now() - atMs));
    const kept = keepScan(this.config, this.path, { tagId, text: text ?? '', agoMs });
    if ('refusal' in kept) {
      emit({ event: 'refused', tagId, ...kept.refusal });
      feedback.trouble(kept.refusal.message);
      // The others are over with this tag.
      if (kept.refusal.code.startsWith('spool-')) this.path.troubles.raise(kept.refusal);
      return;
    }
    emit({ event: 'accepted', scanId: kept.scanId, tagId, seq: kept.seq });
    if (this.isRepeat(tagId)) feedback.repeat(tagId);
    else feedback.accepted(tagId);
    this.lastReadAtMs = this.path.clock.stamp().at - agoMs;
  }

  private isRepeat(tagId: string): boolean {
    const now = performance.now();
    const before = this.latest.get(tagId);
    this.latest.delete(tagId);
    this.latest.set(tagId, now);
    for (const [old, atMs] of this.latest) {
      if (now - atMs < REPEAT_MS) break;
      this.latest.delete(old);
    }
    const repeat = before !== undefined && now - before < REPEAT_MS;
    if (repeat) this.repeats += 1;
    return repeat;
  }

  /** Why systemd should begin anew, or undefined. */
  private ailment(): string | undefined {
    const { ok, lastPollAtMs } = this.parts.source.health();
    if (!ok || lastPollAtMs === null) return 'the chip does not answer';
    if (performance.now() - lastPollAtMs > CHIP_SILENT_MS) return 'the chip has not been asked for 10 s';
    return this.path.spool.isWritable() ? undefined : 'the spool cannot be written';
  }

  private healthParts(): HealthParts {
    return {
      path: this.path,
      spoolDir: this.config.spoolDir,
      version: this.parts.version,
      chip: () => this.parts.source.health(),
      repeats: () => this.repeats,
      lastReadAtMs: () => this.lastReadAtMs,
      certificateEndsAtMs: this.certificateEndsAtMs,
      update: () => this.parts.update?.(),
    };
  }
}
