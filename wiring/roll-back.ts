import { exportMarks } from '../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../adapters/dynamodb/control/rebuild-control';
import type { Generation } from '../app/history/generations';
import { generationStore } from './generations';
import type { HistoryLocation } from './history-location';

/** Serves the generation that was served before, and has every day exported again. Answers that generation, or
 *  nothing where there is none. */
export async function rollBack(location: HistoryLocation): Promise<Generation | undefined> {
  const { client, tables, clock } = location;
  const control = rebuildControl(client, tables.control, generationStore(location));
  const { previous } = await control.read();
  if (previous === undefined) return undefined;
  await exportMarks(client, tables.control, clock).mark(['all']);
  return control.rollBack(clock());
}
