import type { ScanMode } from '../../domain/tag/events';
import type { Outcome } from '../../domain/tag/evolve';
import type { HistoryStep } from '../../domain/tag/history';
import type { TagStatus } from '../../domain/tag/state';

/** One event of a tag's history as it reads: when it counts, when it was recorded, and what it meant. */
export type TimelineEntry = {
  readonly tagId: string;
  readonly eventId: string;
  readonly type: HistoryStep['event']['type'];
  readonly effectiveAt: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly clockSuspect: boolean;
  readonly recordedBy: { readonly channel: string; readonly by: string };
  /** Of a scan, or of the scan that a void names. */
  readonly scanId?: string;
  readonly readerId?: string;
  readonly mode?: ScanMode;
  readonly text?: string;
  readonly outcome?: Outcome;
  /** Of a void or a retirement. */
  readonly reason?: string;
  /** The book of which the tag was a copy then, or when retired had been. */
  readonly bookId?: string;
  readonly statusAfter: TagStatus;
};

export function toTimelineEntry({ event, outcome, after }: HistoryStep): TimelineEntry {
  const { eventId, type, effectiveAt, occurredAt, recordedAt, clockSuspect, source } = event;
  return {
    ...detailsOf(event.data),
    eventId,
    type,
    effectiveAt,
    occurredAt,
    recordedAt,
    clockSuspect,
    recordedBy: { channel: source.channel, by: source.by },
    ...(outcome && { outcome }),
    ...(after.bookId !== undefined && { bookId: after.bookId }),
    statusAfter: after.status,
  };
}

/** What an entry tells of an event's data, of whatever type. */
type EventDetails = Pick<TimelineEntry, 'tagId' | 'scanId' | 'readerId' | 'mode' | 'text' | 'reason'>;

function detailsOf({ tagId, scanId, readerId, mode, text, reason }: EventDetails): EventDetails {
  return {
    tagId,
    ...(scanId !== undefined && { scanId }),
    ...(readerId !== undefined && { readerId }),
    ...(mode !== undefined && { mode }),
    ...(text !== undefined && { text }),
    ...(reason !== undefined && { reason }),
  };
}
