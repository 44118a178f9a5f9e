/** A place in a tag's history: its events in the order (effectiveAt, eventId bytewise). */
export type HistoryPosition = { readonly effectiveAt: string; readonly eventId: string };

/** Negative, zero or positive. Ids are ASCII, so comparing UTF-16 units compares bytes. */
export function comparePositions(a: HistoryPosition, b: HistoryPosition): number {
  if (a.effectiveAt !== b.effectiveAt) return a.effectiveAt < b.effectiveAt ? -1 : 1;
  if (a.eventId !== b.eventId) return a.eventId < b.eventId ? -1 : 1;
  return 0;
}

/** The events in their order, each once, however often and in whatever order they were given. */
export function inHistoryOrder<E extends HistoryPosition>(events: readonly E[]): readonly E[] {
  // As they mostly come. Sorting and copying them would be a good part of reading a history.
  if (isInOrder(events)) return events;
  const sorted = [...events].sort(comparePositions);
  return sorted.filter((event, i) => i === 0 || event.eventId !== sorted[i - 1]?.eventId);
}

function isInOrder(events: readonly HistoryPosition[]): boolean {
  let before: HistoryPosition | undefined;
  for (const event of events) {
    if (before !== undefined && comparePositions(before, event) >= 0) return false;
    before = event;
  }
  return true;
}
