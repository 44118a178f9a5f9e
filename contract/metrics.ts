/** What the functions count beside AWS's own metrics, by function (dimension `service`). Every one that is not
 *  nought raises an alarm. */
export const METRICS = {
  namespace: 'Shelflog',
  counted: {
    'ingest-scans': ['MessageQuarantined'],
    'append-events': ['ScanConflict'],
    'project-circulation': ['HistoryRewritten', 'ProjectionFailed'],
    'project-analytics': ['HistoryRewritten', 'ProjectionFailed'],
  },
  /** Messages of readers, counted by the topic rules: `<reader id>` is the metric's name. */
  readersNamespace: 'Shelflog/Readers',
} as const;
