import { useState } from 'react';
import type { Schemas } from '../api/client';
import { useTimes } from '../text/times';
import { eventText, OUTCOMES, STATUSES } from '../text/words';
import { Table } from '../ui/paged-list';

export type Entry = Schemas['TimelineEntry'];

const ROWS = 50;
/** Received this much later than it happened, a scan shows both times. */
const LATE_MS = 60_000;

type Props = {
  readonly entries: readonly Entry[];
  readonly mayChange: boolean;
  readonly onChange: (change: 'void' | 'restore', scanId: string) => void;
};

/** All that happened to a copy, the newest first, with what was voided, repeated or unknown. */
export function Timeline({ entries, mayChange, onChange }: Props) {
  const [page, setPage] = useState(0);
  const newestFirst = entries.toReversed();
  const shown = newestFirst.slice(page * ROWS, (page + 1) * ROWS);
  const columns = ['When', 'What', 'Reader', 'State after', 'Known since'];
  return (
    <>
      <Table name="Timeline" columns={mayChange ? [...columns, 'Correct'] : columns}>
        {shown.map((entry) => (
          <Row key={entry.eventId} entry={entry} mayChange={mayChange} onChange={onChange} />
        ))}
      </Table>
      {newestFirst.length > ROWS && (
        <nav aria-label="Pages of the timeline" className="pages">
          <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Newer
          </button>
          <button
            type="button"
            disabled={(page + 1) * ROWS >= newestFirst.length}
            onClick={() => setPage(page + 1)}
          >
            Older
          </button>
        </nav>
      )}
    </>
  );
}

type RowProps = Omit<Props, 'entries'> & { readonly entry: Entry };

function Row({ entry, mayChange, onChange }: RowProps) {
  const times = useTimes();
  const { effectiveAt, recordedAt, outcome, scanId, readerId, statusAfter, reason, type, recordedBy } = entry;
  const isLate = Date.parse(recordedAt) - Date.parse(effectiveAt) > LATE_MS;
  const isScan = type === 'TagScanned';
  const change = outcome === 'voided' ? 'restore' : 'void';
  return (
    <tr className={outcome}>
      <td>
        <time dateTime={effectiveAt}>{times.full(effectiveAt)}</time>
        {entry.clockSuspect && ' (reader’s clock was wrong)'}
      </td>
      <td>
        {outcome && <span aria-hidden="true">{OUTCOMES[outcome].sign} </span>}
        {eventText(entry)}
        {!isScan && type !== 'TagRetired' && reason && (
          <>
            : <bdi>{reason}</bdi>
          </>
        )}
      </td>
      <td>
        <bdi>{readerId ?? recordedBy.by}</bdi>
      </td>
      <td>{STATUSES[statusAfter]}</td>
      <td>{isLate ? <time dateTime={recordedAt}>{times.full(recordedAt)}</time> : 'at once'}</td>
      {mayChange && (
        <td>
          {isScan && scanId !== undefined && (
            <button type="button" onClick={() => onChange(change, scanId)}>
              {change === 'void' ? 'Void' : 'Restore'}
            </button>
          )}
        </td>
      )}
    </tr>
  );
}
