import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Api, answerOf, useApi } from '../api/client';
import { comesLate, joinLines, MAX_LINES, type ScanLine } from './feed';

const EVERY_MS = 1_500;
const AT_FIRST = 50;
/** Events of the last seconds can turn up late, and so can what a later one makes of them. */
const OVERLAP_MS = 15_000;
/** After a gap. */
const GAP_OVERLAP_MS = 120_000;
const GAP_AFTER_MS = 10_000;
/** Looked at among events of all kinds. */
const FIRST_SPAN_MS = 30 * 24 * 3_600_000;

type Told = {
  readonly lines: readonly ScanLine[];
  readonly upTo?: string | undefined;
  /** The newest event that is no scan and may change what scans mean. */
  readonly changedAt?: string | undefined;
};
type Known = Told & { readonly askedAt: number };

/** The newest scans, asked for again and again. No line is missing or twice: each question begins before the end of
 *  the last, and lines are joined by tag and event. */
export function useFeed() {
  const api = useApi();
  const known = useRef<Known>({ lines: [], askedAt: 0 });
  return useQuery({
    queryKey: ['feed'],
    queryFn: async ({ signal }) => {
      known.current = await nextFeed(api, known.current, signal);
      return known.current.lines;
    },
    refetchInterval: EVERY_MS,
    retry: false,
  });
}

async function nextFeed(api: Api, known: Known, signal: AbortSignal): Promise<Known> {
  const askedAt = Date.now();
  if (known.upTo === undefined) return { ...(await newest(api, AT_FIRST, signal)), askedAt };
  const overlap = askedAt - known.askedAt > GAP_AFTER_MS ? GAP_OVERLAP_MS : OVERLAP_MS;
  const told = await since(api, earlier(known.upTo, overlap), signal);
  const lines = joinLines(known.lines, told.lines);
  const changed = (told.changedAt ?? '') > (known.changedAt ?? '') || comesLate(known.lines, told.lines);
  // Such an event can change lines that lie before: all that are shown are told again.
  const whole = changed ? (await newest(api, lines.length, signal)).lines : [];
  return {
    lines: joinLines(lines, whole),
    upTo: latest(known.upTo, told.upTo),
    changedAt: latest(known.changedAt, told.changedAt),
    askedAt,
  };
}

const earlier = (instant: string, ms: number) => new Date(Date.parse(instant) - ms).toISOString();
const latest = (a = '', b = '') => (a < b ? b : a) || undefined;

/** So many of the newest scans. */
async function newest(api: Api, count: number, signal: AbortSignal): Promise<Told> {
  const from = new Date(Date.now() - FIRST_SPAN_MS).toISOString();
  return pages(api, { from, order: 'desc', limit: AT_FIRST, entries: true }, { count, signal });
}

/** All that was recorded from then on. */
async function since(api: Api, from: string, signal: AbortSignal): Promise<Told> {
  return pages(api, { from, order: 'desc', limit: 200, entries: true }, { count: MAX_LINES, signal });
}

type Question = {
  readonly from: string;
  readonly order: 'desc';
  readonly limit: number;
  readonly entries: boolean;
};

async function pages(
  api: Api,
  question: Question,
  { count, signal }: { readonly count: number; readonly signal: AbortSignal },
): Promise<Told> {
  const lines: ScanLine[] = [];
  let upTo: string | undefined;
  let changedAt: string | undefined;
  let cursor: string | undefined;
  do {
    const query = { ...question, ...(cursor && { cursor }) };
    const page = await answerOf(api.GET('/v1/events', { params: { query }, signal }));
    upTo ??= page.items[0]?.recordedAt;
    for (const { entry, type, recordedAt } of page.items) {
      if (entry?.type === 'TagScanned') lines.push(entry);
      else if (type !== 'TagScanned') changedAt ??= recordedAt;
    }
    cursor = page.cursor ?? undefined;
  } while (cursor && lines.length < count);
  return { lines: lines.slice(0, count), upTo, changedAt };
}
