/** What the functions count beside AWS's own metrics, by function (dimension `service`). Every one that is not
 *  nought raises an alarm. */
export const METRICS = {
  namespace: 'Shelflog',
  counted: {
    'ingest-scans': ['MessageQuarantined'],
    'append-events': ['ScanConflict'],
    'project-circulation': ['HistoryRewritten', 'ProjectionFailed'],
    'project-analytics': ['HistoryRewritten', 'ProjectionFailed'],
    'verify-history': ['RowsDiffer', 'Unfinished'],
  },
  /** That a reader was heard: dimensions `service` and `reader`. Its absence raises an alarm. */
  readerHeard: { name: 'ReaderHeard', service: 'ingest-scans' },
} as const;
