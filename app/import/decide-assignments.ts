import { assignEventId, retireEventId, tagStream } from '../../domain/ids';
import type { TagAssigned, TagEvent, TagRetired } from '../../domain/tag/events';
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
  const events: (TagAssigned | TagRetired)[] = [];
  const results: RowResult[] = [];
  for (const same of groupBy(inTimeOrder(rows), ({ assignedAt = '' }) => assignedAt).values()) {
    if (new Set(same.map(contentOf)).size > 1) {
      results.push(...same.map((row) => inConflict(row, same)));
      continue;
    }
    const [row, ...doubles] = same;
    if (row === undefined) continue;
    const before = events.length;
    const all = () => [...history, ...events];
    if (!isThere(row, all())) events.push(assignment(row, all(), recording));
    if (row.retired !== undefined && !isRetired(row.retired.at, all()))
      events.push(retirement(row, row.retired, all(), recording));
    results.push({ line: row.line, ...(events.length === before ? KNOWN : { result: 'new' as const }) });
    results.push(...doubles.map(({ line }) => ({ line, ...KNOWN, reason: `the same as row ${row.line}` })));
  }
  return { events, results };
}

/** What two rows of one moment may not differ in. */
const contentOf = ({ bookId, retired }: TagRow) => JSON.stringify([bookId, retired ?? null]);

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
    reason: `${others.join(', ')} says otherwise of this tag; keep the right row, or give both a time in assigned_at`,
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

const isRetired = (at: string, history: readonly TagEvent[]): boolean =>
  history.some(({ type, effectiveAt }) => type === 'TagRetired' && effectiveAt === at);

function assignment(
  { tagId, bookId, assignedAt }: TagRow,
  history: readonly TagEvent[],
  { by, recordedAt }: Recording,
): TagAssigned {
  const before = history.filter(({ type }) => type === 'TagAssigned').length;
  return {
    ...envelope(tagId, assignedAt ?? recordedAt, { by, recordedAt }),
    eventId: assignEventId(before + 1),
    type: 'TagAssigned',
    data: { tagId, bookId },
  };
}

function retirement(
  { tagId }: TagRow,
  { at, reason }: NonNullable<TagRow['retired']>,
  history: readonly TagEvent[],
  recording: Recording,
): TagRetired {
  const before = history.filter(({ type }) => type === 'TagRetired').length;
  return {
    ...envelope(tagId, at, recording),
    eventId: retireEventId(before + 1),
    type: 'TagRetired',
    data: { tagId, reason },
  };
}

const envelope = (tagId: string, at: string, { by, recordedAt }: Recording) =>
  ({
    streamId: tagStream(tagId),
    schemaVersion: 1,
    effectiveAt: at,
    occurredAt: at,
    recordedAt,
    clockSuspect: false,
    source: { channel: 'import', by },
  }) as const;
