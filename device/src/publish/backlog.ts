import type { TimeNotes } from '../clock/time-notes';
import type { Spool } from '../spool/spool';
import type { StoredScan } from '../spool/spooled-scan';
import { batchLength } from './cut-batch';
import { type OutMessage, payloadOf, type TimedScan } from './out-message';
import { maxPayloadBytes, publishPacketBytes } from './packet-size';
import { encodeScan } from './scan-message';

export type BacklogOptions = {
  readonly spool: Spool;
  readonly notes: TimeNotes;
  readonly readerId: string;
  readonly topic: string;
  /** Whose times may still be corrected. */
  readonly bootId: string;
};

const READ_AHEAD = 500;
/** Read at one go while nobody waits: a tag that comes meanwhile is not kept waiting either. */
const PIECE = 25;

/** The scans of the spool as messages, in order, each scan once since start. */
export class Backlog {
  private readAhead: TimedScan[] = [];
  private readUpTo: number;

  constructor(private readonly options: BacklogOptions) {
    this.readUpTo = options.spool.stats().cursor;
  }

  /** As many scans as the next message may hold; undefined where there are none. */
  next(maxPacketBytes: number): OutMessage | undefined {
    this.read(READ_AHEAD - this.readAhead.length);
    const { topic } = this.options;
    const length = batchLength(this.readAhead, maxPayloadBytes(topic, maxPacketBytes));
    if (length === 0) return undefined;
    return this.message(this.readAhead.splice(0, length), false);
  }

  /** The scans of a message as messages of one each. */
  split({ scans }: OutMessage, alone: boolean): OutMessage[] {
    return scans.map((scan) => this.message([scan], alone));
  }

  /** Reads a little of what the message after this one will hold. Whether there may be more to read. */
  prepare(): boolean {
    return this.read(Math.min(PIECE, READ_AHEAD - this.readAhead.length)) === PIECE;
  }

  private read(count: number): number {
    const { spool } = this.options;
    if (count <= 0) return 0;
    const more = spool.readAfter(this.readUpTo, count);
    this.readUpTo = more.at(-1)?.seq ?? this.readUpTo;
    this.fixTimes(more);
    this.readAhead.push(...more.map((stored) => this.timed(stored)));
    return more.length;
  }

  /** What is put into words here may be sent: network time that speaks later changes nothing of it. */
  private fixTimes(scans: readonly StoredScan[]): void {
    const { notes, bootId } = this.options;
    const doubtful = scans.findLast(
      ({ seq, scan }) => scan.bootId === bootId && !notes.timeOf(seq, scan).synced,
    );
    if (doubtful !== undefined) notes.fix(bootId, doubtful.seq);
  }

  private timed(stored: StoredScan): TimedScan {
    const { notes, readerId } = this.options;
    const time = notes.timeOf(stored.seq, stored.scan);
    return {
      stored,
      json: encodeScan(readerId, stored, time),
      synced: time.synced,
      clock: time.at - stored.scan.mono,
    };
  }

  private message(scans: readonly TimedScan[], alone: boolean): OutMessage {
    const payload = payloadOf(scans);
    const packetBytes = publishPacketBytes(this.options.topic, Buffer.byteLength(payload));
    return { scans, payload, packetBytes, state: 'waiting', attempt: 0, alone };
  }
}
