import { circulationTable } from '../adapters/dynamodb/circulation/circulation-table';
import type { EventLog } from '../app/events/event-log';
import type { Generation } from '../app/history/generations';
import { libraryCalendar } from '../app/lib/library-calendar';
import { zoneOf } from '../app/lib/zone-rules';
import type { CirculationStore } from '../app/project/circulation-store';
import { projectCirculation } from '../app/project/project-circulation';
import type { LibraryEvent } from '../domain/events';
import type { TablesOf } from './library';
import { type Projector, type ProjectorLibrary, projectorPorts } from './projector';

type CirculationTables = TablesOf<'inventory' | 'stock'>;

/** Projects into Inventory and Stock. */
export function circulationProjector(library: ProjectorLibrary & CirculationTables): Projector {
  const ports = projectorPorts(library);
  const readBookStream = oncePerBatch(ports.log.readStream);
  return (generation, events) =>
    projectCirculation(events, {
      ...ports,
      readBookStream: (streamId) => readBookStream(events, streamId),
      rules: generation.rules,
      calendar: libraryCalendar(zoneOf(generation)),
      store: circulationStore(library, generation),
    });
}

/** A stream as it was when it was first read for the batch. Generations are projected one after the other: the last must
 *  not know more than the first, which may be served a moment later. */
function oncePerBatch(readStream: EventLog['readStream']) {
  const read = new WeakMap<readonly LibraryEvent[], Map<string, ReturnType<EventLog['readStream']>>>();
  return (batch: readonly LibraryEvent[], streamId: string) => {
    const ofBatch = read.get(batch) ?? new Map<string, ReturnType<EventLog['readStream']>>();
    read.set(batch, ofBatch);
    const stream = ofBatch.get(streamId) ?? readStream(streamId);
    ofBatch.set(streamId, stream);
    return stream;
  };
}

/** Inventory and Stock of one generation. */
export const circulationStore = (
  { client, tables }: CirculationTables,
  { id, ...zone }: Pick<Generation, 'id' | 'timeZone' | 'zoneRules'>,
): CirculationStore =>
  circulationTable({
    client,
    inventoryTable: tables.inventory,
    stockTable: tables.stock,
    generation: id,
    calendar: libraryCalendar(zoneOf(zone)),
  });
