import { circulationTable } from '../adapters/dynamodb/circulation/circulation-table';
import type { Generation } from '../app/history/generations';
import { libraryCalendar } from '../app/lib/library-calendar';
import { zoneOf } from '../app/lib/zone-rules';
import type { CirculationStore } from '../app/project/circulation-store';
import { projectCirculation } from '../app/project/project-circulation';
import type { TablesOf } from './library';
import { type Projector, type ProjectorLibrary, projectorPorts } from './projector';

type CirculationTables = TablesOf<'inventory' | 'stock'>;

/** Projects into Inventory and Stock. */
export function circulationProjector(library: ProjectorLibrary & CirculationTables): Projector {
  const ports = projectorPorts(library);
  return (generation, events) =>
    projectCirculation(events, {
      ...ports,
      rules: generation.rules,
      calendar: libraryCalendar(zoneOf(generation)),
      store: circulationStore(library, generation),
    });
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
