import type { LibraryEvent } from '../../domain/events';
import { CorruptEventError, fromItem, storedDigest } from '../events/event-codec';
import { eventDigest } from '../events/event-digest';
import { nameOf } from '../ledger/sealed-lines';
import type { RestoreSource } from './restore-events';

/** A record of an export of the Events table, in plain values. */
export type ExportedRecord = {
  readonly item?: unknown;
  /** Of an incremental export: what was there before. */
  readonly oldItem?: unknown;
};

/** The records of an export that DynamoDB wrote. It can be read again. */
export type TableExport = { records(): AsyncIterable<ExportedRecord> };

/** All events of an export of the table. Errors: CorruptEventError for an item that is not as it was recorded, or
 *  of which the export says that it was changed or removed. */
export function exportSource(tableExport: TableExport): RestoreSource {
  return {
    async *events() {
      for await (const { item, oldItem } of tableExport.records()) {
        const event = item === undefined ? undefined : eventOf(item);
        if (oldItem !== undefined) {
          throw new CorruptEventError(
            `The export says that ${nameOf(event ?? fromItem(oldItem))} was changed or removed. Events never are: find out by whom, and restore from the ledger.`,
          );
        }
        if (event) yield event;
      }
    },
  };
}

function eventOf(item: unknown): LibraryEvent {
  const event = fromItem(item);
  if (storedDigest(item) === eventDigest(event)) return event;
  throw new CorruptEventError(
    `${nameOf(event)} is not what its stored digest was made of: it was changed. Restore from the ledger.`,
  );
}
