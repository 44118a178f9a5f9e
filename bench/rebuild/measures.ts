import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DeleteTableCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { tableHistory, tableSize } from '../../adapters/dynamodb/events/table-history';
import { expectedRows } from '../../adapters/dynamodb/generations/expected-rows';
import { ITEMS_A_PAGE } from '../../adapters/dynamodb/requests/plain-scan';
import { lineStore } from '../../adapters/files/line-store';
import type { HistorySource } from '../../app/history/history-source';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { mapLimited } from '../../app/lib/map-limited';
import { deriveHistory } from '../../app/verify/derive-history';
import type { SegmentWorkers } from '../../app/verify/verify-ports';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { createTables } from '../../local-aws/src/dynamodb/create-tables';
import { generationStore } from '../../wiring/generations';
import { rebuildReadModels } from '../../wiring/rebuild-read-models';
import { ledgerInThreads } from '../../wiring/threads/ledger-in-threads';
import { verifyServed } from '../../wiring/verify-served';
import { meterRequests, unitsOf } from '../meter/request-meter';
import { tableModelOf } from '../meter/table-shape';
import { bareWriter } from './bare-writer';
import type { BenchLibrary } from './bench-library';
import { CASTORE_TABLE, castoreReplay } from './castore-replay';
import { countedLedger } from './counted-ledger';
import type { HistorySize } from './library-history';

const CONCURRENT = 4;
const never = new AbortController().signal;
const interpretation = { rules: DEFAULT_RULES, calendar: libraryCalendar('Europe/Berlin') };

/** What a measure worked through, to see that each did the same. */
export type Worked = Readonly<Record<string, number>>;
export type Measure = (place: BenchLibrary, size: HistorySize) => Promise<Worked>;

/** Every file of the ledger unzipped and every line parsed, nothing kept. */
const parse: Measure = async ({ ledgerFolder }) => {
  let events = 0;
  const folder = join(ledgerFolder, 'events');
  for (const name of (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.gz'))) {
    const input = createReadStream(join(folder, name)).pipe(createGunzip());
    for await (const line of createInterface({ input })) if (JSON.parse(line)) events += 1;
  }
  return { events };
};

/** Reads history and derives every row and every sum of it, as `rebuild --dry-run` does before it compares
 *  them with what is served; nothing is written but sorted files. */
async function derive(
  history: HistorySource,
  place: BenchLibrary,
  segmentWorkers?: SegmentWorkers,
): Promise<Worked> {
  const lines = lineStore(linesFolder(place), { durable: false });
  const { names, events } = await deriveHistory('9999', {
    history,
    served: expectedRows('g1', interpretation.calendar),
    lines,
    interpretation,
    ...(segmentWorkers && { segmentWorkers }),
    readStream: async () => [],
    onEvents: () => undefined,
    signal: never,
  });
  let merged = 0;
  for await (const group of lines.merged(names)) merged += group.length;
  await rm(place.folder, { recursive: true, force: true });
  return { events, lines: merged };
}

const linesFolder = ({ folder }: BenchLibrary) => join(folder, 'derive');

const deriveFromLedger: Measure = async (place) => {
  const folders = { history: join(place.folder, 'ledger'), lines: linesFolder(place) };
  const ledger = countedLedger(place.ledger);
  const setup = { folders, rules: interpretation.rules, zone: place.timeZone, generation: 'g1' };
  const options = { firstDay: async () => undefined, signal: never };
  const { history, segmentWorkers } = await ledgerInThreads(ledger, setup, options);
  const worked = await derive(history, place, segmentWorkers);
  return { ...worked, threads: segmentWorkers?.concurrency ?? 1, requests: ledger.requests() };
};

/** Events are not checked against their digests. */
const openTable = async ({ client, tables }: BenchLibrary) =>
  tableHistory(client, tables.events, await tableSize(client, tables.events));

const deriveFromTable: Measure = async (place) => derive(await openTable(place), place);

/** The same with its requests counted, which takes time of its own. */
const countReads: Measure = async (place, size) => {
  const meter = meterRequests(place.client, place.client, [
    { name: place.tables.events, keys: [], indexes: [] },
  ]);
  const worked = await deriveFromTable(place, size);
  const { requests, reads } = unitsOf(meter.requests);
  return { ...worked, requests, readUnits: reads };
};

const castore: Measure = async ({ client, endpoint }, size) => {
  await createTables([tableModelOf(CASTORE_TABLE)], { endpoint, region: 'eu-central-1' });
  try {
    return await castoreReplay(client, size);
  } finally {
    await client.send(new DeleteTableCommand({ TableName: CASTORE_TABLE.name }));
  }
};

/** A parallel scan of the Events table as the SDK gives it, in the segments of a rebuild. */
const scan: Measure = async (place) => {
  const { segments } = await openTable(place);
  let events = 0;
  await mapLimited([...Array(segments).keys()], CONCURRENT, async (Segment) => {
    const pages = paginateScan(
      { client: place.client, pageSize: ITEMS_A_PAGE },
      { TableName: place.tables.events, Segment, TotalSegments: segments },
    );
    for await (const { Items = [] } of pages) events += Items.length;
  });
  return { events };
};

/** The whole rebuild: read, derive, write, catch up, verify, switch. */
const rebuild: Measure = async (place) => {
  const startedAt = performance.now();
  const steps: Record<string, number> = {};
  let step = 'begin';
  let since = startedAt;
  const enter = (next: string) => {
    steps[`${step} s`] = Math.round((performance.now() - since) / 100) / 10;
    step = next;
    since = performance.now();
  };
  let rows = 0;
  const { generation } = await rebuildReadModels(place, {
    from: 'table',
    settleMs: 0,
    onStep: enter,
    onEvents: () => undefined,
    onVerified: (report) => {
      rows = report.rows;
    },
    signal: never,
  });
  enter('end');
  return { ...steps, rows, generation: Number(generation.id.slice(1)) };
};

/** `rebuild --dry-run --from ledger`: everything derived and compared with every row that is served. */
const dryRunFromLedger: Measure = async (place) => {
  const { serving } = await generationStore(place).read();
  const { events, rows, differences } = await verifyServed(place, serving, {
    wanted: serving,
    from: 'ledger',
    patienceMs: 0,
    limit: 10,
    onEvents: () => undefined,
    pause: async () => undefined,
    signal: never,
  });
  return { events, rows, differences };
};

const rowsFile = ({ ledgerFolder }: BenchLibrary) => join(ledgerFolder, '..', 'rows.jsonl');
const MODELS = ['inventory', 'stock', 'analytics'] as const;

/** Puts the served generation's rows, under another generation's keys, into a file of write requests. */
const keepRows: Measure = async (place) => {
  const { serving } = await generationStore(place).read();
  const out = createWriteStream(rowsFile(place));
  let rows = 0;
  for (const model of MODELS) {
    const TableName = place.tables[model];
    for await (const { Items = [] } of paginateScan(
      { client: place.client, pageSize: ITEMS_A_PAGE },
      { TableName },
    )) {
      for (const item of Items.filter(
        ({ pk }) => pk?.S === serving.id || pk?.S?.startsWith(`${serving.id}#`),
      )) {
        const text = JSON.stringify({ table: TableName, Item: item });
        out.write(
          `${text.replaceAll(`"${serving.id}#`, '"copy#').replaceAll(`"${serving.id}"`, '"copy"')}\n`,
        );
        rows += 1;
      }
    }
  }
  out.end();
  await finished(out);
  return { rows };
};

/** Those rows written again by bare BatchWriteItem, as many on their way as in a rebuild. */
const write: Measure = async (place) => {
  const writer = bareWriter(place.client);
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(rowsFile(place)) })) {
    const { table, Item } = JSON.parse(line);
    await writer.put(table, Item);
    rows += 1;
  }
  await writer.flush();
  return { rows };
};

export const MEASURES = {
  parse,
  'derive-from-ledger': deriveFromLedger,
  scan,
  'derive-from-table': deriveFromTable,
  rebuild,
  'dry-run-from-ledger': dryRunFromLedger,
  'count-reads': countReads,
  castore,
  'keep-rows': keepRows,
  write,
} satisfies Record<string, Measure>;
export type MeasureName = keyof typeof MEASURES;
