import { assignEventId, tagStream } from '../../domain/ids';
import type { TagAssigned, TagEvent } from '../../domain/tag/events';
import { readHistory } from '../../domain/tag/history';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { countsAsCopy } from '../../domain/tag/state';
import { groupBy } from '../lib/group-by';
import type { GroupDecision } from './import-groups';
import type { RowResult } from './import-rows';
import type { Recording } from './loan-scans';
import type { TagRow } from './tag-row';

/** Decides all rows of one tag beside its history. A file that names two books for one moment, or for now, is right
 *  about one of them at most: such rows are refused together. */
export function decideAssignments(
  rows: readonly TagRow[],
  history: readonly TagEvent[],
  recording: Recording,
): GroupDecision {
  const events: TagAssigned[] = [];
  const results: RowResult[] = [];
  for (const same of groupBy(inTimeOrder(rows), ({ assignedAt = '' }) => assignedAt).values()) {
    if (new Set(same.map(({ bookId }) => bookId)).size > 1) {
      results.push(...same.map((row) => inConflict(row, same)));
      continue;
    }
    const [row, ...doubles] = same;
    if (row === undefined) continue;
    const all = [...history, ...events];
    const isStored = isThere(row, all);
    if (!isStored) events.push(assignment(row, all, recording));
    results.push({ line: row.line, ...(isStored ? KNOWN : { result: 'new' as const }) });
    results.push(...doubles.map(({ line }) => ({ line, ...KNOWN, reason: `the same as row ${row.line}` })));
  }
  return { events, results };
}

const KNOWN = { result: 'known', reason: 'it is stored already' } as const;

/** What holds now comes after all that once held. */
const inTimeOrder = (rows: readonly TagRow[]) => [
  ...rows.filter(({ assignedAt }) => assignedAt !== undefined),
  ...rows.filter(({ assignedAt }) => assignedAt === undefined),
];

function inConflict({ line }: TagRow, same: readonly TagRow[]): RowResult {
  const others = same.filter((other) => other.line !== line).map((other) => `row ${other.line}`);
  return {
    line,
    result: 'refused',
    reason: `${others.join(', ')} gives this tag to another book; keep the right row, or give both a time in assigned_at`,
  };
}

function isThere({ bookId, assignedAt }: TagRow, history: readonly TagEvent[]): boolean {
  if (assignedAt === undefined) {
    const { state } = readHistory(history, DEFAULT_RULES).reading;
    return countsAsCopy(state) && state.bookId === bookId;
  }
  return history.some(
    (event) =>
      event.type === 'TagAssigned' && event.data.bookId === bookId && event.effectiveAt === assignedAt,
  );
}

function assignment(
  { tagId, bookId, assignedAt }: TagRow,
  history: readonly TagEvent[],
  { by, recordedAt }: Recording,
): TagAssigned {
  const at = assignedAt ?? recordedAt;
  const before = history.filter(({ type }) => type === 'TagAssigned').length;
  return {
    streamId: tagStream(tagId),
    eventId: assignEventId(before + 1),
    type: 'TagAssigned',
    schemaVersion: 1,
    effectiveAt: at,
    occurredAt: at,
    recordedAt,
    clockSuspect: false,
    source: { channel: 'import', by },
    data: { tagId, bookId },
  };
}
