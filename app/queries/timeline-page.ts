import { comparePositions } from '../../domain/order';
import type { HistoryStep } from '../../domain/tag/history';
import type { PageRequest } from './page';
import { type TimelineEntry, toTimelineEntry } from './timeline-entry';

export type TimelinePage = { readonly entries: readonly TimelineEntry[]; readonly next?: string };

/** The steps as entries in the order of history, at most `limit` after the given place. Events of several
 *  tags at one place are in the order of their tags. */
export function pageOfEntries(steps: readonly HistoryStep[], { limit, after }: PageRequest): TimelinePage {
  const ordered = [...steps].sort(
    (a, b) => comparePositions(a.event, b.event) || (a.event.streamId < b.event.streamId ? -1 : 1),
  );
  const from = after === undefined ? ordered : ordered.filter((step) => positionOf(step) > after);
  const kept = from.slice(0, limit);
  const last = kept.at(-1);
  const entries = kept.map(toTimelineEntry);
  return from.length > limit && last ? { entries, next: positionOf(last) } : { entries };
}

/** Instants are of one length and a NUL is below every other character, so places compare as text. */
const positionOf = ({ event }: HistoryStep) =>
  [event.effectiveAt, event.eventId, event.streamId].join('\u0000');
