import { z } from 'zod';
import { mapLimited } from '../../app/lib/map-limited';
import { type ApiAddress, getFromApi } from '../lib/api-call';

const entrySchema = z.object({
  tagId: z.string(),
  eventId: z.string(),
  type: z.string(),
  effectiveAt: z.string(),
  occurredAt: z.string(),
  recordedAt: z.string(),
  clockSuspect: z.boolean(),
  recordedBy: z.object({ channel: z.string(), by: z.string() }),
  scanId: z.string().optional(),
  readerId: z.string().optional(),
  mode: z.string().optional(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
  bookId: z.string().optional(),
  statusAfter: z.string(),
});
/** An event of a tag's history, with both its times and what it meant. */
export type TimelineRow = z.infer<typeof entrySchema>;

const timelineSchema = z.object({ entries: z.array(entrySchema), cursor: z.string().nullish() });
const feedSchema = z.object({
  items: z.array(z.looseObject({ effectiveAt: z.string(), data: z.looseObject({}) })),
  cursor: z.string().nullish(),
});
const tagData = z.object({ tagId: z.string(), readerId: z.string().optional() });

/** What is asked for. All instants are included; `from` and `to` are of effectiveAt. */
export type TimelineRequest = {
  readonly tag?: string | undefined;
  readonly book?: string | undefined;
  readonly reader?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf?: string | undefined;
  readonly knownAt?: string | undefined;
};

/** An event is recorded at the earliest so long before it counts: a reader's clock may be that much ahead. */
const CLOCK_AHEAD_MS = 5 * 60_000;
/** The feed answers no longer span at once. */
const FEED_DAYS = 399;
const DAY_MS = 24 * 3_600_000;
const TAGS_AT_ONCE = 4;

/** The rows that are asked for, over the API, in the order of effectiveAt. Errors: WorkFailed. */
export async function readTimeline(
  api: ApiAddress,
  request: TimelineRequest & { readonly now: string },
  signal: AbortSignal,
): Promise<TimelineRow[]> {
  const view = { asOf: request.asOf, knownAt: request.knownAt };
  const timeline = (path: string) => pagesOf(api, path, view, signal);
  const rows = [];
  if (request.tag !== undefined) {
    rows.push(await timeline(`/v1/inventory/${encodeURIComponent(request.tag)}/timeline`));
  } else if (request.book !== undefined) {
    rows.push(await timeline(`/v1/books/${encodeURIComponent(request.book)}/timeline`));
  } else {
    const tags = await tagsOf(api, request, signal);
    rows.push(
      ...(await mapLimited([...tags].sort(), TAGS_AT_ONCE, (tag) =>
        timeline(`/v1/inventory/${encodeURIComponent(tag)}/timeline`),
      )),
    );
  }
  const all = rows.flat();
  const wanted = all.filter((row) => isAskedFor(row, request));
  return [...wanted, ...voidsOf(wanted, all)].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** A void or a restoral belongs beside the scan that it names, whoever gave it and whenever. */
function voidsOf(shown: readonly TimelineRow[], all: readonly TimelineRow[]): TimelineRow[] {
  const there = new Set(shown.map(nameOf));
  const scans = new Set(shown.map(({ tagId, scanId }) => `${tagId} ${scanId ?? ''}`));
  return all.filter(
    (row) =>
      row.type !== 'TagScanned' &&
      !there.has(nameOf(row)) &&
      row.scanId !== undefined &&
      scans.has(`${row.tagId} ${row.scanId}`),
  );
}

const nameOf = ({ tagId, eventId }: TimelineRow) => `${tagId} ${eventId}`;

const placeOf = ({ effectiveAt, tagId, eventId }: TimelineRow) => `${effectiveAt} ${tagId} ${eventId}`;

function isAskedFor(row: TimelineRow, { book, reader, from = '', to = '9' }: TimelineRequest): boolean {
  return (
    row.effectiveAt >= from &&
    row.effectiveAt <= to &&
    (reader === undefined || row.readerId === reader) &&
    (book === undefined || row.bookId === book)
  );
}

async function pagesOf(
  api: ApiAddress,
  path: string,
  view: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await getFromApi(api, withQuery(path, { ...view, cursor }), timelineSchema, signal);
    rows.push(...page.entries);
    cursor = page.cursor;
  } while (cursor);
  return rows;
}

/** The tags of which something happened in the span. It may have been recorded at any time since. */
async function tagsOf(
  api: ApiAddress,
  { from = '', to = '9', reader, knownAt, now }: TimelineRequest & { readonly now: string },
  signal: AbortSignal,
): Promise<Set<string>> {
  const tags = new Set<string>();
  const start = new Date(Date.parse(from) - CLOCK_AHEAD_MS).toISOString();
  const end = knownAt !== undefined && knownAt < now ? knownAt : now;
  for await (const { effectiveAt, data } of recordedBetween(api, start, end, signal)) {
    const tag = tagData.safeParse(data);
    if (!tag.success || effectiveAt < from || effectiveAt > to) continue;
    if (reader === undefined || tag.data.readerId === reader) tags.add(tag.data.tagId);
  }
  return tags;
}

async function* recordedBetween(api: ApiAddress, from: string, to: string, signal: AbortSignal) {
  for (let start = from; start <= to; ) {
    const furthest = new Date(Date.parse(start) + FEED_DAYS * DAY_MS).toISOString();
    const until = furthest < to ? furthest : to;
    let cursor: string | null | undefined;
    do {
      const path = withQuery('/v1/events', { from: start, to: until, limit: '200', cursor });
      const page = await getFromApi(api, path, feedSchema, signal);
      yield* page.items;
      cursor = page.cursor;
    } while (cursor);
    start = new Date(Date.parse(until) + 1).toISOString();
  }
}

function withQuery(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
