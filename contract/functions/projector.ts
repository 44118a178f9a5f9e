/** What every projector counts. */
export const PROJECTOR_COUNTS = {
  HistoryRewritten: 'A stored event was changed or removed. This must never happen: treat it as an incident.',
  ProjectionFailed: 'A projector failed on an event and tries it again.',
} as const;
