import { circulationTable } from '../adapters/dynamodb/circulation/circulation-table';
import { projectCirculation } from '../app/project/project-circulation';
import { readSettings } from '../contract/settings';
import { foundationOf, streamProjector } from './lib/stream-projector';

const settings = readSettings('project-circulation', process.env);

/** Brings Inventory and Stock to what the events of the batch say. */
export const handler = streamProjector('project-circulation', settings, (client) => {
  const foundation = foundationOf(client, settings);
  return (events, generation) => {
    const needs = foundation(generation);
    const store = circulationTable({
      client,
      inventoryTable: settings.tables.inventory,
      stockTable: settings.tables.stock,
      generation: generation.id,
      calendar: needs.calendar,
    });
    return projectCirculation(events, { ...needs, store });
  };
});
