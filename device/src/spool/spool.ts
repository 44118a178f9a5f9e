import { join } from 'node:path';
import { depthOf, type Gap, type LoadedSpool, loadSpool, saveCursor } from './load-spool';
import { type Damage, encodeLine } from './record-line';
import { SegmentReader } from './segment-reader';
import { encodeHeader, type Segment, segmentName } from './segments';
import type { SpoolFile, SpoolFiles, SpoolLock } from './spool-files';
import { type AppendRefusal, appendRefusalOf, FileGone, textOf } from './spool-refusal';
import type { SpooledScan, StoredScan } from './spooled-scan';

export type SpoolOptions = {
  readonly readerId: string;
  readonly maxBytes: number;
  readonly files: SpoolFiles;
  /** Monotonic ms. */
  readonly now: () => number;
  /** What went wrong without a scan being refused for it. */
  readonly complain: (message: string) => void;
  readonly segmentBytes?: number;
  readonly cursorEveryMs?: number;
};

export type SpoolLevel = 'ok' | 'warning' | 'full' | 'failed';

export type SpoolStats = {
  readonly level: SpoolLevel;
  /** Scans that are not acknowledged yet. */
  readonly depth: number;
  readonly bytes: number;
  /** Of the last scan that was kept, over all boots. */
  readonly lastSeq: number;
  readonly cursor: number;
  /** What was cut or passed over when the spool was read from disk. */
  readonly damaged: Damage;
};

export type Appended = { readonly seq: number } | { readonly refusal: AppendRefusal };

const SEGMENT_BYTES = 1024 * 1024;
const CURSOR_EVERY_MS = 250;
const WARNING = 0.8;
const FULL = 0.95;
const REOPEN_AFTER_MS = 5_000;

/** Scans in files, in order. Nothing that `append` answered for is given up before `acknowledge`. */
export class Spool {
  private segments: Segment[];
  private cursor: number;
  private nextSeq: number;
  private gaps: readonly Gap[];
  private damaged: Damage;
  private active: { readonly file: SpoolFile; readonly segment: Segment } | undefined;
  private failed: { readonly refusal: AppendRefusal; readonly atMs: number } | undefined;
  private cursorTimer: NodeJS.Timeout | undefined;
  private cursorSavedAtMs = Number.NEGATIVE_INFINITY;
  private readonly reader: SegmentReader;
  private readonly oldestReader: SegmentReader;

  constructor(
    private readonly folder: string,
    private readonly options: SpoolOptions,
    private readonly lock: SpoolLock,
    loaded: LoadedSpool,
  ) {
    ({ segments: this.segments, cursor: this.cursor, nextSeq: this.nextSeq } = loaded);
    ({ gaps: this.gaps, damaged: this.damaged } = loaded);
    this.reader = new SegmentReader(options.files, () => this.segments);
    this.oldestReader = new SegmentReader(options.files, () => this.segments);
  }

  /** Keeps a scan, durably before it answers. After a failed write to disk it refuses until the files, read again,
   *  say what is there. */
  append(scan: SpooledScan): Appended {
    if (this.failed !== undefined && !this.reopened()) return { refusal: this.failed.refusal };
    const line = encodeLine(this.nextSeq, JSON.stringify(scan));
    const limit = this.options.maxBytes * FULL;
    if (this.bytes() + line.length > limit) return { refusal: this.full() };
    try {
      this.write(line);
    } catch (error) {
      return { refusal: this.fail(error) };
    }
    return { seq: this.nextSeq++ };
  }

  /** Scans with numbers above `after` in their order, at most `count`. Cheapest when it goes on where it was. */
  readAfter(after: number, count: number): readonly StoredScan[] {
    return this.reader.readAfter(after, count);
  }

  /** The first scan that is not acknowledged. */
  oldest(): StoredScan | undefined {
    if (this.stats().depth === 0) return undefined;
    return this.oldestReader.readAfter(this.cursor, 1)[0];
  }

  /** Whether a file of the spool can be written now. */
  isWritable(): boolean {
    return this.failed === undefined && this.saveCursor(false);
  }

  /** All scans up to this number are with the broker. A crash may forget it: then they are read again. */
  acknowledge(upTo: number): void {
    if (upTo <= this.cursor) return;
    this.cursor = Math.min(upTo, this.nextSeq - 1);
    this.gaps = this.gaps.filter(({ to }) => to > this.cursor);
    this.dropAcknowledged();
    const every = this.options.cursorEveryMs ?? CURSOR_EVERY_MS;
    const wait = this.cursorSavedAtMs + every - this.options.now();
    if (wait <= 0) this.saveCursor(false);
    else this.cursorTimer ??= setTimeout(() => this.saveCursor(false), wait).unref();
  }

  stats(): SpoolStats {
    const bytes = this.bytes();
    return {
      level: this.level(bytes),
      depth: depthOf(this.cursor, this.nextSeq, this.gaps),
      bytes,
      lastSeq: this.nextSeq - 1,
      cursor: this.cursor,
      damaged: this.damaged,
    };
  }

  /** Notes durably what is acknowledged and lets another process in. */
  close(): void {
    this.saveCursor(true);
    this.active?.file.close();
    this.active = undefined;
    this.lock.release();
  }

  private bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private level(bytes: number): SpoolLevel {
    if (this.failed !== undefined) return 'failed';
    const share = bytes / this.options.maxBytes;
    if (share >= FULL) return 'full';
    return share >= WARNING ? 'warning' : 'ok';
  }

  private full(): AppendRefusal {
    const depth = depthOf(this.cursor, this.nextSeq, this.gaps);
    const message = `the spool ${this.folder} is full: ${depth} scans wait for the broker; nothing old is dropped`;
    return { code: 'spool-full', message };
  }

  private write(line: Buffer): void {
    const { files, segmentBytes = SEGMENT_BYTES } = this.options;
    if (this.active !== undefined && this.active.segment.bytes >= segmentBytes) {
      this.active.file.close();
      this.active = undefined;
    }
    const isNew = this.active === undefined;
    const { file, segment } = this.active ?? this.newSegment();
    this.active = { file, segment };
    const bytes = isNew ? Buffer.concat([encodeHeader(this.options.readerId), line]) : line;
    file.append(bytes);
    file.sync();
    if (isNew) files.syncFolder(this.folder);
    if (!file.isInPlace()) throw new FileGone(`${segment.path} was removed while it was written`);
    segment.bytes += bytes.length;
    segment.last = this.nextSeq;
    if (isNew) this.segments.push(segment);
  }

  private newSegment(): { file: SpoolFile; segment: Segment } {
    const first = this.nextSeq;
    const path = join(this.folder, segmentName(first));
    return {
      file: this.options.files.open(path, 'new'),
      segment: { path, first, last: first - 1, bytes: 0 },
    };
  }

  private fail(error: unknown): AppendRefusal {
    const refusal = appendRefusalOf(this.folder, error);
    const { active } = this;
    this.active = undefined;
    // What was refused must not come to light later as if it had been kept.
    attempt(() => active?.file.truncate(active.segment.bytes));
    attempt(() => active?.file.close());
    this.failed = { refusal, atMs: this.options.now() };
    return refusal;
  }

  /** A failed sync may have dropped what it was to write: only what the disk says counts. */
  private reopened(): boolean {
    const { files, readerId, now, complain } = this.options;
    if (this.failed === undefined || now() - this.failed.atMs < REOPEN_AFTER_MS) return false;
    const { refusal } = this.failed;
    this.failed = { refusal, atMs: now() };
    try {
      files.makeFolder(this.folder);
      const loaded = loadSpool(files, this.folder, readerId);
      if ('refusal' in loaded) return false;
      const nextSeq = Math.max(loaded.nextSeq, this.nextSeq + 1);
      this.gaps = [...loaded.gaps, { from: loaded.nextSeq, to: nextSeq - 1 }];
      this.segments = loaded.segments;
      this.cursor = Math.max(loaded.cursor, this.cursor);
      this.nextSeq = nextSeq;
      this.damaged = loaded.damaged;
      this.failed = undefined;
      return true;
    } catch (error) {
      complain(`the spool ${this.folder} cannot be opened again: ${textOf(error)}`);
      return false;
    }
  }

  /** The newest segment stays: its name keeps the count over a lost cursor. */
  private dropAcknowledged(): void {
    while (this.segments.length > 1) {
      const [oldest, next] = this.segments;
      if (oldest === undefined || next === undefined || next.first - 1 > this.cursor) return;
      this.segments.shift();
      this.tidy(() => this.options.files.remove(oldest.path));
    }
  }

  private saveCursor(durable: boolean): boolean {
    clearTimeout(this.cursorTimer);
    this.cursorTimer = undefined;
    this.cursorSavedAtMs = this.options.now();
    return this.tidy(() => saveCursor(this.options.files, this.folder, this.cursor, durable));
  }

  /** What may fail without a scan being lost: it is done again, or sent again. */
  private tidy(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.options.complain(`the spool ${this.folder}: ${textOf(error)}`);
      return false;
    }
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The disk that failed may fail again; the files are read before anything else is written.
  }
}
