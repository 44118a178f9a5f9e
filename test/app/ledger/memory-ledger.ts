import { unzipLines, zipLines } from '../../../adapters/files/gzipped-lines';
import { dayOfDigest, digestName, fileName } from '../../../adapters/files/ledger-names';
import type { EventItems } from '../../../app/audit/compare-table';
import { type EventItem, toItem } from '../../../app/events/event-codec';
import { type LedgerWriter, MissingFileError } from '../../../app/ledger/ledger';
import type { RecordedDays } from '../../../app/ledger/recorded-days';
import { eventFeed } from '../../../contract/keys';
import type { LibraryEvent } from '../../../domain/events';

export type MemoryLedger = LedgerWriter & { readonly objects: Map<string, Buffer> };

/** A ledger whose objects can be got at. */
export function memoryLedger(objects = new Map<string, Buffer>()): MemoryLedger {
  const create = (name: string, bytes: Buffer) => {
    if (objects.has(name)) return 'already-there' as const;
    objects.set(name, bytes);
    return 'stored' as const;
  };
  const readBytes = async (name: string) => {
    const bytes = objects.get(name);
    if (bytes === undefined) throw new MissingFileError(`${name} is not in the ledger.`);
    return bytes;
  };
  return {
    objects,
    days: async () => [...objects.keys()].flatMap((name) => dayOfDigest(name) ?? []).sort(),
    digest: async (day) => objects.get(digestName(day))?.toString(),
    readBytes,
    readFile: async (name) => unzipLines(name, await readBytes(name)),
    async writeFile(day, place, lines) {
      const { bytes, sha256 } = await zipLines(lines);
      const name = fileName(day, place, sha256);
      create(name, bytes);
      return { name, count: lines.length, sha256 };
    },
    writeDigest: async (day, text) => create(digestName(day), Buffer.from(text)),
  };
}

export type MemoryTable = RecordedDays &
  EventItems & {
    readonly items: Map<string, EventItem>;
    add(...events: readonly LibraryEvent[]): void;
  };

/** The Events table with its index, whose items can be got at. */
export function memoryTable(...events: readonly LibraryEvent[]): MemoryTable {
  const items = new Map<string, EventItem>();
  const add = (...added: readonly LibraryEvent[]) => {
    for (const event of added) items.set(`${event.streamId}/${event.eventId}`, toItem(event));
  };
  add(...events);
  const position = ({ recordedAt, eventId, streamId }: EventItem) =>
    Buffer.from(eventFeed.position(recordedAt, eventId, streamId));
  return {
    items,
    add,
    async *shard(day, shard) {
      yield* [...items.values()]
        .filter(({ feed }) => feed === `${day}#${shard}`)
        .sort((a, b) => Buffer.compare(position(a), position(b)));
    },
    firstDay: async () =>
      [...items.values()]
        .map(({ recordedAt }) => recordedAt)
        .sort()[0]
        ?.slice(0, 10),
    async *all() {
      yield* items.values();
    },
    async *recordedOn(day) {
      yield* [...items.values()].filter(({ recordedAt }) => recordedAt.startsWith(day));
    },
  };
}
