import { isDeepStrictEqual } from 'node:util';
import { readBook } from '../../domain/book/book';
import { isBookEvent } from '../../domain/events';
import { bookStream, tagStream } from '../../domain/ids';
import { deriveTag, tagEventsOf } from '../history/derive-rows';
import type { Drift } from '../history/drift';
import { mapLimited } from '../lib/map-limited';
import { explainBook, explainTagRow } from './explain';
import { inRounds } from './in-rounds';
import { countedLag, projectedUpTo } from './projected-up-to';
import type { VerifyPorts } from './verify-ports';

const CONCURRENT = 8;

export type JudgedTags = {
  /** The rows that differ from history. */
  readonly drift: readonly Drift[];
  /** The tags that differ and may do so, for the projections were behind to the end. */
  readonly late: readonly string[];
};

/** Judges the rows of these tags, read consistently, each tag until nothing recorded of it can be under way. */
export async function judgeTags(tagIds: readonly string[], ports: VerifyPorts): Promise<JudgedTags> {
  const { interpretation, wanted = interpretation } = ports;
  const late: string[] = [];
  const drift = await inRounds<string, Drift[]>(
    tagIds,
    async (open, last) => {
      const lag = await countedLag(ports.lagMs);
      const projected = projectedUpTo(ports.clock(), lag);
      const judged = await mapLimited(open, CONCURRENT, (tagId) => judgeTag(tagId, projected, ports));
      const differing = judged.filter((tag) => tag.drift.length > 0);
      const waits = last && wanted === interpretation && lag > ports.patienceMs;
      const isSure = ({ quiet }: Judged) => quiet || (last && !waits);
      const unsure = differing.filter((tag) => !isSure(tag)).map(({ tagId }) => tagId);
      if (last) late.push(...unsure);
      return { sure: differing.filter(isSure).map((tag) => tag.drift), open: unsure };
    },
    ports,
  );
  return { drift: drift.flat(), late };
}

type Judged = { readonly tagId: string; readonly drift: Drift[]; readonly quiet: boolean };

async function judgeTag(tagId: string, projected: string, ports: VerifyPorts): Promise<Judged> {
  const { served, interpretation, wanted = interpretation, readStream } = ports;
  const stored = await served.readTag(tagId);
  const events = tagEventsOf(await readStream(tagStream(tagId)));
  // Without events there is no row either, which deriving from nothing would give.
  const derived = events.length > 0 ? deriveTag(tagId, events, wanted) : undefined;
  const expected = derived ? served.expectedTag(derived) : new Map();
  const names = [...new Set([...expected.keys(), ...stored.rows.keys()])].sort();
  const drift = names
    .filter((name) => !isDeepStrictEqual(expected.get(name), stored.rows.get(name)))
    .map(
      (name): Drift => ({
        table: name === 'contributions' ? 'analytics' : 'inventory',
        row: `tag ${tagId} ${name}`,
        ...differingFields(expected.get(name), stored.rows.get(name)),
        events: explainTagRow(name, events, expected.get(name) ?? stored.rows.get(name), ports),
      }),
    );
  const newest =
    events
      .map(({ recordedAt }) => recordedAt)
      .sort()
      .at(-1) ?? '';
  return { tagId, drift, quiet: newest < projected };
}

/** The fields that differ; a row that is missing on one side is shown whole on the other. */
function differingFields(expected: object | undefined, stored: object | undefined) {
  if (expected === undefined || stored === undefined) return { expected, stored };
  const [left, right] = [Object.entries(expected), Object.entries(stored)];
  const [a, b] = [new Map(left), new Map(right)];
  const differing = (entries: [string, unknown][], other: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(entries.filter(([name, value]) => !isDeepStrictEqual(value, other.get(name))));
  return { expected: differing(left, b), stored: differing(right, a) };
}

/** The details of these books that differ from history. */
export async function judgeBooks(bookIds: readonly string[], ports: VerifyPorts): Promise<Drift[]> {
  const { served, readStream } = ports;
  const judgeBook = async (bookId: string): Promise<Drift | undefined> => {
    const stored = await served.readBook(bookId);
    const events = (await readStream(bookStream(bookId))).filter(isBookEvent);
    const book = readBook(events);
    const expected = book && served.expectedBook(book);
    if (isDeepStrictEqual(expected, stored)) return undefined;
    const differing = differingFields(expected, stored);
    return { table: 'stock', row: `book ${bookId} details`, ...differing, events: explainBook(events) };
  };
  return inRounds<string, Drift>(
    bookIds,
    async (open, last) => {
      const judged = await mapLimited(open, CONCURRENT, async (bookId) => ({
        bookId,
        drift: await judgeBook(bookId),
      }));
      const differing = judged.flatMap(({ bookId, drift }) => (drift ? [{ bookId, drift }] : []));
      return last
        ? { sure: differing.map(({ drift }) => drift), open: [] }
        : { sure: [], open: differing.map(({ bookId }) => bookId) };
    },
    ports,
  );
}
