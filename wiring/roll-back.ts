import { exportMarks } from '../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../adapters/dynamodb/control/rebuild-control';
import type { Generation } from '../app/history/generations';
import { type RollBackPorts, rollBack } from '../app/rebuild/roll-back';
import { generationStore } from './generations';
import type { HistoryLocation } from './history-location';
import { LONGEST_PROJECTION_MS, pause } from './rebuild-read-models';

type Options = Pick<RollBackPorts, 'onWait' | 'signal'> & Partial<Pick<RollBackPorts, 'pause'>>;

/** Serves the generation that was served before. Answers and errors: as rollBack. */
export function rollBackReadModels(
  location: HistoryLocation,
  options: Options,
): Promise<Generation | undefined> {
  const { client, tables, clock } = location;
  return rollBack({
    control: rebuildControl(client, tables.control, generationStore(location)),
    marks: exportMarks(client, tables.control, clock),
    longestRunMs: LONGEST_PROJECTION_MS,
    clock,
    pause,
    ...options,
  });
}
