import { z } from 'zod';
import type { LineStore } from '../history/sorted-lines';
import type { ImportRow } from './import-rows';

const SINK = 'rows';
const LINE_DIGITS = 12;

const storedRow = z.object({ line: z.number(), values: z.record(z.string(), z.string()) });

/** All rows of one key, in the order of the file. */
export type RowGroup = {
  readonly key: string;
  readonly rows: readonly ImportRow[];
};

/** Gathers a file's rows on disk, so that memory does not grow with the file, and answers them a key at a time. */
export async function* rowsByKey(
  rows: AsyncIterable<ImportRow>,
  keyOf: (row: ImportRow) => string,
  store: LineStore,
): AsyncGenerator<RowGroup> {
  const sink = await store.open(SINK);
  for await (const row of rows) {
    const { line, values, malformed } = row;
    const content = JSON.stringify({ line, values });
    sink.add(lineKey(keyOf(row), line), { row: content, ...(malformed !== undefined && { malformed }) });
    await sink.settle();
  }
  await sink.close();
  let group: { key: string; rows: ImportRow[] } | undefined;
  for await (const lines of store.merged([SINK])) {
    for (const { key: place, value } of lines) {
      const key = keyIn(place);
      if (group !== undefined && group.key !== key) yield group;
      if (group?.key !== key) group = { key, rows: [] };
      group.rows.push(readRow(value));
    }
  }
  if (group !== undefined) yield group;
}

/** A key as JSON holds no tab and no line break, and no key is the beginning of another. */
const lineKey = (key: string, line: number) =>
  `${JSON.stringify(key)} ${String(line).padStart(LINE_DIGITS, '0')}`;

const keyIn = (place: string): string => z.string().parse(JSON.parse(place.slice(0, -LINE_DIGITS - 1)));

function readRow(value: Readonly<Record<string, number | string>>): ImportRow {
  const { line, values } = storedRow.parse(JSON.parse(String(value['row'])));
  const { malformed } = value;
  return { line, values, ...(malformed !== undefined && { malformed: String(malformed) }) };
}
