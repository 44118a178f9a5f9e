import { z } from 'zod';
import { isTagEvent } from '../../domain/events';
import { assignEventId, bookStream, REGISTERED_EVENT_ID, tagStream } from '../../domain/ids';
import type { TagAssigned, TagEvent } from '../../domain/tag/events';
import { readHistory } from '../../domain/tag/history';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { countsAsCopy } from '../../domain/tag/state';
import { type Decision, importDecided } from './import-decided';
import { bookIdField, problemsOf, tagIdField } from './import-fields';
import {
  type ImportContext,
  type ImportRow,
  type ImportSummary,
  importRows,
  type OnRow,
} from './import-rows';
import {
  assignmentInstant,
  EARLIEST,
  liesInFuture,
  liesTooFarBack,
  parseGivenTime,
  TIME_FORMS,
} from './import-times';

export const TAG_COLUMNS = ['tag_id', 'book_id', 'assigned_at'] as const;
export type TagColumn = (typeof TAG_COLUMNS)[number];

const tagRow = z.object({ tag_id: tagIdField, book_id: bookIdField, assigned_at: z.string() });

const MAX_KNOWN_BOOKS = 50_000;

/** Assigns each row's tag to its book as of assigned_at, or as of now where that is empty. The same
 *  assignment again adds nothing; nor does one without a time for a tag that is that book's copy already. */
export function importTags(
  rows: AsyncIterable<ImportRow<TagColumn>>,
  context: ImportContext,
  onRow: OnRow<TagColumn>,
  signal?: AbortSignal,
): Promise<ImportSummary> {
  const bookExists = rememberedBooks(context);
  const decide = async ({ values }: ImportRow<TagColumn>, recordedAt: string): Promise<Decision> => {
    const parsed = tagRow.safeParse(values);
    if (!parsed.success) return { kind: 'refuse', problem: problemsOf(parsed.error) };
    const { tag_id: tagId, book_id: bookId, assigned_at: given } = parsed.data;
    const assignedAt = given === '' ? undefined : assignedInstant(given, context.timeZone, recordedAt);
    if (assignedAt?.problem !== undefined) return { kind: 'refuse', problem: assignedAt.problem };
    if (!(await bookExists(bookId))) {
      return { kind: 'refuse', problem: `book ${bookId} is not registered; import books first` };
    }
    const stored = (await context.log.readStream(tagStream(tagId))).filter(isTagEvent);
    if (isThere(stored, bookId, assignedAt?.at)) return { kind: 'nothing' };
    return {
      kind: 'append',
      event: assignment({ tagId, bookId }, assignedAt?.at, stored, context.by, recordedAt),
    };
  };
  return importRows(rows, (wave) => importDecided(wave, decide, context), {
    keyOf: ({ values }) => values.tag_id,
    onRow,
    ...(signal && { signal }),
  });
}

function assignedInstant(
  text: string,
  timeZone: string,
  recordedAt: string,
): { readonly at: string; readonly problem?: never } | { readonly problem: string; readonly at?: never } {
  const given = parseGivenTime(text, timeZone);
  if (given === undefined) return { problem: `assigned_at "${text}" is not a time: ${TIME_FORMS}` };
  if (liesInFuture(given, recordedAt, timeZone)) return { problem: `assigned_at ${text} lies in the future` };
  if (liesTooFarBack(given)) return { problem: `assigned_at ${text} lies before ${EARLIEST}` };
  return { at: assignmentInstant(given, timeZone) };
}

function isThere(stored: readonly TagEvent[], bookId: string, assignedAt: string | undefined): boolean {
  if (assignedAt === undefined) {
    const { state } = readHistory(stored, DEFAULT_RULES).reading;
    return countsAsCopy(state) && state.bookId === bookId;
  }
  return stored.some(
    (event) =>
      event.type === 'TagAssigned' && event.data.bookId === bookId && event.effectiveAt === assignedAt,
  );
}

function assignment(
  data: TagAssigned['data'],
  assignedAt: string | undefined,
  stored: readonly TagEvent[],
  by: string,
  recordedAt: string,
): TagAssigned {
  const at = assignedAt ?? recordedAt;
  const before = stored.filter(({ type }) => type === 'TagAssigned').length;
  return {
    streamId: tagStream(data.tagId),
    eventId: assignEventId(before + 1),
    type: 'TagAssigned',
    schemaVersion: 1,
    effectiveAt: at,
    occurredAt: at,
    recordedAt,
    clockSuspect: false,
    source: { channel: 'import', by },
    data,
  };
}

/** A book once registered stays so. */
function rememberedBooks({ log }: ImportContext): (bookId: string) => Promise<boolean> {
  const known = new Set<string>();
  return async (bookId) => {
    if (known.has(bookId)) return true;
    if ((await log.read(bookStream(bookId), REGISTERED_EVENT_ID)) === undefined) return false;
    if (known.size >= MAX_KNOWN_BOOKS) known.clear();
    known.add(bookId);
    return true;
  };
}
