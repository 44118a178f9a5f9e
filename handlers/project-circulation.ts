import { circulationTable } from '../adapters/dynamodb/circulation/circulation-table';
import { projectCirculation } from '../app/project/project-circulation';
import { readEnv } from '../contract/env';
import { foundationOf, streamProjector } from './lib/stream-projector';

const env = readEnv('project-circulation', process.env);

/** Brings Inventory and Stock to what the events of the batch say. */
export const handler = streamProjector('project-circulation', env, (client) => {
  const foundation = foundationOf(client, env);
  return (events, generation) => {
    const needs = foundation(generation);
    const store = circulationTable({
      client,
      inventoryTable: env.INVENTORY_TABLE,
      stockTable: env.STOCK_TABLE,
      generation: generation.id,
      calendar: needs.calendar,
    });
    return projectCirculation(events, { ...needs, store });
  };
});
