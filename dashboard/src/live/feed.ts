import type { Schemas } from '../api/client';

/** What a scan was, as the feed shows it. */
export type ScanLine = NonNullable<Schemas['ToldEvent']['entry']>;

/** Shown at most; older ones are found in the lists. */
export const MAX_LINES = 200;

/** Every line once, newest first; what is told again replaces what was known. */
export function joinLines(known: readonly ScanLine[], told: readonly ScanLine[]): readonly ScanLine[] {
  const byKey = new Map([...known, ...told].map((line) => [keyOf(line), line]));
  return [...byKey.values()].sort(newestFirst).slice(0, MAX_LINES);
}

export const keyOf = ({ tagId, eventId }: ScanLine): string => `${tagId}\u0000${eventId}`;

const newestFirst = (a: ScanLine, b: ScanLine) => {
  const [left, right] = [`${a.recordedAt}${keyOf(a)}`, `${b.recordedAt}${keyOf(b)}`];
  return left < right ? 1 : left > right ? -1 : 0;
};

/** Which of the lines have come since the others were shown. */
export function newSince(lines: readonly ScanLine[], shown: readonly ScanLine[]): readonly ScanLine[] {
  const known = new Set(shown.map(keyOf));
  return lines.filter((line) => !known.has(keyOf(line)));
}

/** The lines that stand while one reads: none comes or goes, what each says may change. */
export function heldLines(lines: readonly ScanLine[], shown: readonly ScanLine[]): readonly ScanLine[] {
  const byKey = new Map(lines.map((line) => [keyOf(line), line]));
  return shown.map((line) => byKey.get(keyOf(line)) ?? line);
}

/** Whether a line that is new tells of something before what was known of its tag: its other lines may mean
 *  something else now. */
export function comesLate(known: readonly ScanLine[], told: readonly ScanLine[]): boolean {
  const newest = new Map<string, string>();
  for (const { tagId, effectiveAt } of known)
    if ((newest.get(tagId) ?? '') < effectiveAt) newest.set(tagId, effectiveAt);
  return newSince(told, known).some(({ tagId, effectiveAt }) => effectiveAt < (newest.get(tagId) ?? ''));
}
