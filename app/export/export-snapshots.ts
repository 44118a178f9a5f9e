import { inGroups } from '../lib/in-groups';
import type { ZoneDifference } from '../lib/zone-rules';
import { type BegunExport, beginExport, type ExportPorts } from './begin-export';
import { earliest, latest } from './days';
import type { StoredMark } from './export-ports';
import { manifests } from './manifests';
import { markedDays, planExport } from './plan-export';
import { writeFiles } from './write-files';

/** A projector may have marked up to 7 minutes before it changes rows (it remembers a mark for 5 minutes and
 *  runs for 2), and clocks differ: see docs/adr/0003-export-marks.md. */
export const MARK_SETTLED_MS = 20 * 60_000;

const CONCURRENT_MARKS = 16;

export type ExportReport = {
  /** The object keys of the files written. */
  readonly files: readonly string[];
  /** The library's present day. */
  readonly today: string;
  /** From this day on, each day has its files. */
  readonly exportsFrom: string;
  /** Where this process would read the library's zone otherwise; the files are as what is served was read. */
  readonly zoneDifference?: ZoneDifference;
  /** The first and last of the days before `exportsFrom` that have changed; they have files only when asked for. */
  readonly older?: { readonly from: string; readonly to: string };
};

/** Writes the CSV files of every library day that may have changed since the last run, the first time of
 *  every day, from the day on that files begin with. Files are whole or as they were; a run that fails may
 *  simply be repeated.
 *  Delivery: no change is missed, see docs/adr/0003-export-marks.md; a file may be written again unchanged.
 *  Errors: faults of the stores. */
export async function exportSnapshots(ports: ExportPorts): Promise<ExportReport> {
  const { marks, state, bucket } = ports;
  const begun = await beginExport(ports);
  const { began, exportsFrom, firstRecordedAt, seen } = begun;
  const plan = planExport(begun);
  const files = await writeFiles(plan, begun);
  for (const { key, content } of manifests(bucket.name)) await bucket.writeJson(key, content);
  await state.write({ ...plan.state, ...(firstRecordedAt !== undefined && { firstRecordedAt }) });
  await inGroups(
    seen.filter((mark) => isSettled(mark, began)),
    CONCURRENT_MARKS,
    (mark) => marks.clear(mark),
  );
  return { ...reportOf(files, begun), ...olderThan(exportsFrom, seen) };
}

/** What every export tells. */
export const reportOf = (
  files: readonly string[],
  { today, exportsFrom, zoneDifference }: BegunExport,
): ExportReport => ({ files, today, exportsFrom, ...(zoneDifference !== undefined && { zoneDifference }) });

const isSettled = ({ markedAt }: StoredMark, began: string) =>
  Date.parse(markedAt) < Date.parse(began) - MARK_SETTLED_MS;

function olderThan(exportsFrom: string, seen: readonly StoredMark[]): Pick<ExportReport, 'older'> {
  const { figures, loans } = markedDays(seen.map(({ mark }) => mark));
  const days = [...figures, ...loans].filter((day) => day < exportsFrom);
  const [from, to] = [earliest(days), latest(days)];
  return from === undefined || to === undefined ? {} : { older: { from, to } };
}
