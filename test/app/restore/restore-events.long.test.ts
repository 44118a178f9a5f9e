import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import { eventItems } from '../../../adapters/dynamodb/events/event-items';
import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import { restoredTable } from '../../../adapters/dynamodb/events/restored-table';
import { exportFolder } from '../../../adapters/files/export-lines';
import { toItem } from '../../../app/events/event-codec';
import { sealDays } from '../../../app/ledger/seal-days';
import { exportSource } from '../../../app/restore/export-source';
import { ledgerSource } from '../../../app/restore/ledger-source';
import { NotASubsetError, type RestoreTable, restoreEvents } from '../../../app/restore/restore-events';
import type { LibraryEvent } from '../../../domain/events';
import type { TagScanned } from '../../../domain/tag/events';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type MemoryLedger, memoryLedger, memoryTable } from '../ledger/memory-ledger';

const MONDAY = '2026-03-02';
const history: LibraryEvent[] = [
  aBook(at('08:00'), 'book-ä/1', 'Emma'),
  ...Array.from({ length: 40 }, (_, i) => anAssignment(at('08:10'), 'book-ä/1', 1, { tagId: `t${i}` })),
  ...Array.from({ length: 700 }, (_, i) => {
    const day = `2026-03-0${2 + (i % 3)}`;
    return aScan(at('09:00', MONDAY), { tagId: `t${i % 40}`, scanId: `s${i}`, recordedAt: at('10:00', day) });
  }),
  withExtra(aScan(at('09:00'), { tagId: 't1', scanId: 'extra' })),
];

function withExtra(scan: TagScanned): TagScanned {
  return { ...scan, data: { ...scan.data, extra: { battery: 3.7, deep: [{ nested: null }], '': 1e21 } } };
}

let dynamodb: TestDynamoDb;
let ledger: MemoryLedger;
let table: RestoreTable;

beforeEach(async () => {
  dynamodb = await startTestDynamoDb();
  table = restoredTable(dynamodb.client, dynamodb.tables.events);
  ledger = memoryLedger();
  await sealDays({ recorded: memoryTable(...history), ledger, clock: () => at('12:00', '2026-03-05') });
});
afterEach(() => dynamodb.stop());

async function stored(): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of eventItems(dynamodb.client, dynamodb.tables.events).all()) items.push(item);
  return sorted(items as Item[]);
}
type Item = { streamId: string; eventId: string };
const sorted = (items: Item[]) =>
  [...items].sort((a, b) => (`${a.streamId}/${a.eventId}` < `${b.streamId}/${b.eventId}` ? -1 : 1));
const whole = () => sorted(history.map((event) => toItem(event) as unknown as Item));
const log = () => eventsTable(dynamodb.client, dynamodb.tables.events);

describe('a restore from the ledger', () => {
  it('makes the table what it was, every recorded time included, and changes nothing the second time', async () => {
    const first = await restoreEvents(ledgerSource(ledger), table);
    expect(first).toEqual({ events: history.length, inserted: history.length, present: 0 });
    expect(await stored()).toEqual(whole());
    const second = await restoreEvents(ledgerSource(ledger), table);
    expect(second).toEqual({ events: history.length, inserted: 0, present: history.length });
    expect(await stored()).toEqual(whole());
  });

  it('goes on where it was cut off', async () => {
    let batches = 0;
    const dying: RestoreTable = {
      ...table,
      insert: async (events) => {
        batches += 1;
        if (batches > 3) throw new Error('killed');
        return table.insert(events);
      },
    };
    await expect(restoreEvents(ledgerSource(ledger), dying)).rejects.toThrow('killed');
    expect(await table.count()).toBe(300);
    const { inserted, present } = await restoreEvents(ledgerSource(ledger), table);
    expect({ inserted, present }).toEqual({ inserted: history.length - 300, present: 300 });
    expect(await stored()).toEqual(whole());
  });

  it('stops when told to, and can be done again', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('Interrupted.'));
    const options = { signal: controller.signal, onProgress };
    await expect(restoreEvents(ledgerSource(ledger), table, options)).rejects.toThrow('Interrupted.');
    await restoreEvents(ledgerSource(ledger), table);
    expect(await stored()).toEqual(whole());
  });

  it('refuses a table with events that the ledger lacks, before it writes, unless they are to be kept', async () => {
    const newer = aScan(at('09:00', '2026-03-09'), { tagId: 't1', scanId: 'newer' });
    await log().insert([newer]);
    await expect(restoreEvents(ledgerSource(ledger), table)).rejects.toThrow(NotASubsetError);
    expect(await table.count()).toBe(1);
    const { inserted } = await restoreEvents(ledgerSource(ledger), table, { keepOthers: true });
    expect(inserted).toBe(history.length);
    expect(await table.count()).toBe(history.length + 1);
  });

  it('never writes over an event that is another in the table, and names it', async () => {
    const other = { ...history[50]!, effectiveAt: at('06:00') } as LibraryEvent;
    await log().insert([other]);
    for (const keepOthers of [false, true]) {
      const restoring = restoreEvents(ledgerSource(ledger), table, { keepOthers });
      await expect(restoring).rejects.toThrow(`${other.streamId}/${other.eventId} is another event`);
    }
    expect(await log().read(other.streamId, other.eventId)).toEqual(other);
  });

  it('takes nothing from a file that is not the one that was sealed', async () => {
    const [name] = [...ledger.objects.keys()].filter((key) => key.startsWith('events/'));
    const { lines } = await ledger.readFile(name!);
    const forged = lines.map((line) => line.replace(':"desk-1"', ':"desk-9"'));
    ledger.objects.set(name!, gzipSync(`${forged.join('\n')}\n`));
    await expect(restoreEvents(ledgerSource(ledger), table)).rejects.toThrow(
      'is not the file that was sealed',
    );
    expect(await table.count()).toBe(0);
  });
});

describe('a restore from an export of DynamoDB', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shelflog-export-'));
    mkdirSync(join(folder, 'AWSDynamoDB', '01', 'data'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const images = (events: readonly LibraryEvent[], name = 'Item') =>
    events.map((event) => ({ [name]: marshall(toItem(event), { removeUndefinedValues: true }) }));
  const write = (name: string, records: readonly object[]) => {
    const text = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
    const file = join(folder, 'AWSDynamoDB', '01', 'data', name);
    writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  };
  const restore = () => restoreEvents(exportSource(exportFolder(folder)), table);

  it('takes a full export in several files, zipped or not', async () => {
    write('a.json.gz', images(history.slice(0, 400)));
    write('b.json', images(history.slice(400)));
    writeFileSync(join(folder, 'AWSDynamoDB', '01', 'manifest-summary.json'), '{}');
    expect(await restore()).toEqual({ events: history.length, inserted: history.length, present: 0 });
    expect(await stored()).toEqual(whole());
  });

  it('adds what came since the ledger was sealed', async () => {
    const tail = [aScan(at('09:00', '2026-03-09'), { tagId: 't1', scanId: 'tail' })];
    await restoreEvents(ledgerSource(ledger), table);
    write('a.json.gz', images([...history, ...tail]));
    expect(await restore()).toEqual({ events: history.length + 1, inserted: 1, present: history.length });
  });

  it('takes an incremental export, and refuses one that says that an event was changed or removed', async () => {
    write('a.json.gz', images(history.slice(0, 10), 'NewImage'));
    expect(await restore()).toMatchObject({ inserted: 10 });
    write('b.json.gz', images(history.slice(10, 11), 'OldImage'));
    await expect(restore()).rejects.toThrow('was changed or removed');
  });

  it('refuses an item whose digest does not fit, a line that is no record, and a folder that is no export', async () => {
    await expect(
      restoreEvents(exportSource(exportFolder(join(folder, 'AWSDynamoDB', '01', 'data'))), table),
    ).rejects.toThrow('holds no export');
    write('a.json.gz', [{ Item: marshall({ ...toItem(history[1]!), effectiveAt: at('06:00') }) }]);
    await expect(restore()).rejects.toThrow('it was changed');
    write('a.json.gz', [{ Item: 'x' }]);
    await expect(restore()).rejects.toThrow('line 1');
    writeFileSync(join(folder, 'AWSDynamoDB', '01', 'data', 'a.json.gz'), 'no gzip');
    await expect(restore()).rejects.toThrow();
    expect(await table.count()).toBe(0);
  });
});
