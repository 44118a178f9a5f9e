import type { BehindEvent, Drift, VerifyReport } from '../../app/history/drift';

/** Each differing row with what it should be, what it is, and the events behind it. */
export function renderDrift(
  { drift, differences }: Pick<VerifyReport, 'drift' | 'differences'>,
  words: { was: string; is: string },
): string[] {
  const rows = drift.flatMap(({ table, row, expected, stored, events }) => [
    `${table}: ${row}`,
    `  ${words.was}: ${text(stored)}`,
    `  ${words.is}: ${text(expected)}`,
    ...events.map((event) => `    ${eventLine(event)}`),
  ]);
  const more = differences - drift.length;
  return [...rows, ...(more > 0 ? [`… and ${more} more; --limit tells more of them.`] : [])];
}

const text = (value: unknown) => (value === undefined ? 'no such row' : JSON.stringify(value));

function eventLine({
  streamId,
  eventId,
  effectiveAt,
  recordedAt,
  outcome,
  servedOutcome,
}: BehindEvent): string {
  const meaning = servedOutcome ? `${servedOutcome} -> ${outcome}` : (outcome ?? '');
  return [effectiveAt, streamId, eventId, meaning, `recorded ${recordedAt}`].filter(Boolean).join('  ');
}

/** The same for programs: a row that is missing is null. */
export const driftJson = (drift: readonly Drift[]) =>
  drift.map(({ expected = null, stored = null, ...rest }) => ({ ...rest, expected, stored }));
