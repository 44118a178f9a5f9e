import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { marshall } from '@aws-sdk/util-dynamodb';
import { zipLines } from '../../adapters/files/gzipped-lines';
import { digestName, fileName } from '../../adapters/files/ledger-names';
import { toItem } from '../../app/events/event-codec';
import { canonicalJson, envelopeOf } from '../../app/events/event-digest';
import { MAX_EVENTS_IN_FILE, type SealedFile } from '../../app/ledger/ledger';
import type { LibraryEvent } from '../../domain/events';
import { bareWriter } from './bare-writer';
import { type BenchLibrary, benchLibrary, createBenchTables, dropTables } from './bench-library';
import { type HistorySize, libraryHistory } from './library-history';

/** Does what is not done yet in the folder. */
export async function once(folder: string, name: string, fill: () => Promise<void>): Promise<void> {
  const ready = join(folder, `${name}-is-filled`);
  if (existsSync(ready)) return;
  await fill();
  await writeFile(ready, '');
}

export const prepareLedger = (folder: string, size: HistorySize) =>
  fillLedger(benchLibrary('', folder), size);

export async function prepareTable(endpoint: string, folder: string, size: HistorySize): Promise<void> {
  const place = benchLibrary(endpoint, folder);
  await createBenchTables(place);
  await fillTable(place, size);
}

/** As before the first rebuild: no row of a read model, and no generation but the first. */
export async function emptyReadModels(place: BenchLibrary): Promise<void> {
  const models = ['inventory', 'stock', 'analytics', 'control'] as const;
  await dropTables(place.client, models);
  await createBenchTables(place, models);
}

/** Fills the Events table, which must be empty. */
async function fillTable({ client, tables }: BenchLibrary, size: HistorySize): Promise<void> {
  const writer = bareWriter(client);
  for (const event of libraryHistory(size)) {
    await writer.put(tables.events, marshall(toItem(event), { removeUndefinedValues: true }));
  }
  await writer.flush();
}

/** Seals the same events into a ledger in a folder. */
async function fillLedger({ ledgerFolder }: BenchLibrary, size: HistorySize): Promise<void> {
  let day: LibraryEvent[] = [];
  for (const event of libraryHistory(size)) {
    const before = day[0];
    if (before !== undefined && before.recordedAt.slice(0, 10) !== event.recordedAt.slice(0, 10)) {
      await sealDay(ledgerFolder, day);
      day = [];
    }
    day.push(event);
  }
  await sealDay(ledgerFolder, day);
}

/** As seal-day writes it, but without its tree, which no rebuild reads. */
async function sealDay(folder: string, events: readonly LibraryEvent[]): Promise<void> {
  const day = events[0]?.recordedAt.slice(0, 10) ?? '';
  const files: SealedFile[] = [];
  for (let i = 0; i < events.length; i += MAX_EVENTS_IN_FILE) {
    const part = events.slice(i, i + MAX_EVENTS_IN_FILE);
    const { bytes, sha256 } = await zipLines(part.map((event) => canonicalJson(envelopeOf(event))));
    const name = fileName(day, files.length, sha256);
    await put(join(folder, name), bytes);
    files.push({ name, count: part.length, sha256 });
  }
  const digest = {
    v: 1,
    day,
    count: events.length,
    addenda: 0,
    root: '0'.repeat(64),
    prev: null,
    files,
    sealedAt: `${day}T23:59:59.999Z`,
  };
  await put(join(folder, digestName(day)), canonicalJson(digest));
}

async function put(file: string, content: string | Uint8Array) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
