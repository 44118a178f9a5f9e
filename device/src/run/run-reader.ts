import type { Fault } from '../config/fault';
import type { ReaderConfig } from '../config/reader-config';
import type { Feedback } from '../feedback/feedback';
import { checkOwnCertificate } from '../publish/own-certificate';
import type { ReaderStatus } from '../publish/reader-status';
import type { TagRead, TagSource } from '../tags/tag-source';
import { type HealthParts, readerStatus, tellingPart } from './health';
import { keepScan } from './keep-scan';
import { lookAtPath } from './look-at-path';
import { openScanPath, type PathParts, type ScanPath } from './scan-path';
import { systemdWatchdog } from './watchdog';

export type ReaderParts = PathParts & {
  readonly source: TagSource;
  readonly feedback: Feedback;
  /** Ends the reader, within 5 s. */
  readonly stopped: AbortSignal;
  /** Told once its chip answers and its spool is open. */
  readonly onReady?: () => void;
  /** How the last update ended, for the reader's health. */
  readonly update?: () => object | undefined;
};

/** `faults`: it did not start. */
export type ReaderEnd = { readonly faults: readonly Fault[] };

const HEALTH_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
/** The contract's repeat window: the same tag again so soon is known. */
const REPEAT_MS = 10_000;
const CHIP_SILENT_MS = 10_000;
const SOURCE_STOP_MS = 500;

/** Runs a reader until it is told to stop: each tag that comes is kept durably, then it beeps, then it is on its way
 *  to the broker. Resolves with what kept it from starting, or with no faults once it has ended.
 *  The MQTT SDK keeps the process alive afterwards: end it with process.exit(). */
export async function runReader(config: ReaderConfig, parts: ReaderParts): Promise<ReaderEnd> {
  const certificate = checkOwnCertificate(config, config.readerId, Date.now());
  if (certificate.faults.length > 0) return { faults: certificate.faults };
  let reader: Reader | undefined;
  const path = openScanPath(config, {
    ...parts,
    changed: () => reader?.tellIfChanged(),
    onUp: () => {
      reader?.tellAnew();
      parts.onUp?.();
    },
  });
  if ('faults' in path) return path;
  for (const doubt of certificate.doubts) path.troubles.raise(doubt);
  reader = new Reader(config, parts, path, certificate.endsAtMs);
  const fault = await reader.start();
  if (fault === undefined && !parts.stopped.aborted) {
    await new Promise<void>((resolve) =>
      parts.stopped.addEventListener('abort', () => resolve(), { once: true }),
    );
  }
  await reader.end();
  return { faults: fault === undefined ? [] : [fault] };
}

class Reader {
  private readonly latest = new Map<string, number>();
  private readonly watchdog;
  private timers: NodeJS.Timeout[] = [];
  private repeats = 0;
  private lastReadAtMs: number | undefined;
  private told = '';
  private ready = false;

  constructor(
    private readonly config: ReaderConfig,
    private readonly parts: ReaderParts,
    private readonly path: ScanPath,
    private readonly certificateEndsAtMs: number | undefined,
  ) {
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
    this.timers = [
      setInterval(() => this.look(), LOOK_EVERY_MS),
      setInterval(() => this.tell(this.status('online')), HEALTH_EVERY_MS),
    ];
    this.look();
    return undefined;
  }

  /** Each connection begins with it: the broker may have told of the one before that it was lost. */
  tellAnew(): void {
    if (this.ready) this.tell(this.status('online'));
  }

  tellIfChanged(): void {
    if (this.ready && tellingPart(this.healthParts()) !== this.told) this.tell(this.status('online'));
  }

  /** What was accepted is durable; the rest is politeness, in less than 5 s. */
  async end(): Promise<void> {
    this.ready = false;
    for (const timer of this.timers) clearInterval(timer);
    this.watchdog.stop();
    await Promise.race([
      this.parts.source.stop(),
      new Promise((resolve) => setTimeout(resolve, SOURCE_STOP_MS).unref()),
    ]);
    this.parts.feedback.stop();
    await this.path.link.end(() => this.status('offline'));
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

  private look(): void {
    lookAtPath(this.path);
    this.tellIfChanged();
  }

  /** Why systemd should begin anew, or undefined. */
  private ailment(): string | undefined {
    const { ok, lastPollAtMs } = this.parts.source.health();
    if (!ok || lastPollAtMs === null) return 'the chip does not answer';
    if (performance.now() - lastPollAtMs > CHIP_SILENT_MS) return 'the chip has not been asked for 10 s';
    return this.path.spool.isWritable() ? undefined : 'the spool cannot be written';
  }

  private status(state: ReaderStatus['state']): ReaderStatus {
    return readerStatus(state, this.healthParts());
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

  private tell(status: ReaderStatus): void {
    this.told = tellingPart(this.healthParts());
    this.parts.emit({ event: 'health', ...status });
    void this.path.link.publishStatus(status);
  }
}
