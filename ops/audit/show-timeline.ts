import { writeToString } from 'fast-csv';
import { escapeCell } from '../../app/export/escape-cell';
import { safeText } from '../../app/lib/safe-text';
import { renderTable } from '../lib/render-table';
import type { TimelineRow } from './read-timeline';

/** How a row that does not simply count is marked. */
const MARKS: Readonly<Record<string, string>> = {
  voided: 'VOIDED',
  repeat: 'REPEAT',
  'unknown-tag': 'UNKNOWN TAG',
  'already-on-loan': 'NO CHANGE',
  'already-available': 'NO CHANGE',
};
/** What was recorded so long after it happened was late. */
const LATE_MS = 5 * 60_000;

/** What stands beside a row for a person's attention. */
export function marksOf({ outcome = '', clockSuspect, effectiveAt, recordedAt }: TimelineRow): string {
  const late = Date.parse(recordedAt) - Date.parse(effectiveAt) > LATE_MS;
  return [MARKS[outcome], late ? 'LATE' : undefined, clockSuspect ? 'CLOCK' : undefined]
    .filter((mark) => mark !== undefined)
    .join(' ');
}

function whatOf({ type, outcome, scanId, reason, bookId = '' }: TimelineRow): string {
  switch (type) {
    case 'TagScanned':
      return outcome ?? 'scanned';
    case 'TagAssigned':
      return `assigned to ${bookId}`;
    case 'TagRetired':
      return `retired: ${reason ?? ''}`;
    case 'ScanVoided':
      return `void of ${scanId ?? ''}: ${reason ?? ''}`;
    case 'ScanRestored':
      return `restored ${scanId ?? ''}: ${reason ?? ''}`;
    default:
      return type;
  }
}

/** For a person. */
export function timelineTable(rows: readonly TimelineRow[]): string[] {
  return renderTable(
    ['happened', 'recorded', 'tag', 'what', '', 'reader', 'by', 'book', 'then'],
    rows.map((row) => [
      row.effectiveAt,
      row.recordedAt,
      row.tagId,
      whatOf(row),
      marksOf(row),
      row.readerId ?? '',
      row.readerId === row.recordedBy.by ? '' : row.recordedBy.by,
      row.bookId ?? '',
      row.statusAfter,
    ]),
  );
}

const COLUMNS = {
  effective_at: (row) => row.effectiveAt,
  recorded_at: (row) => row.recordedAt,
  occurred_at: (row) => row.occurredAt,
  tag_id: (row) => row.tagId,
  event_id: (row) => row.eventId,
  type: (row) => row.type,
  outcome: (row) => row.outcome,
  marks: marksOf,
  scan_id: (row) => row.scanId,
  reader_id: (row) => row.readerId,
  mode: (row) => row.mode,
  recorded_by: (row) => row.recordedBy.by,
  reason: (row) => row.reason,
  book_id: (row) => row.bookId,
  status_after: (row) => row.statusAfter,
} as const satisfies Record<string, (row: TimelineRow) => string | undefined>;

/** RFC 4180 with a header row, in lines without their ends; no cell runs as a formula, steers a terminal or
 *  breaks a line. */
export async function timelineCsv(rows: readonly TimelineRow[]): Promise<string[]> {
  const text = await writeToString(
    rows.map((row) => Object.values(COLUMNS).map((cell) => safeText(escapeCell(cell(row) ?? '')))),
    {
      headers: Object.keys(COLUMNS),
      alwaysWriteHeaders: true,
      rowDelimiter: '\r\n',
    },
  );
  return text.split('\r\n');
}
