import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../../adapters/dynamodb/control/rebuild-control';
import type { Answer } from '../lib/command';
import { EXIT } from '../lib/failure';
import { historyParts, type Place } from './history-parts';

/** Serves the generation before this one again. Exit 1 if there is none. */
export async function rollBack(place: Place): Promise<Answer> {
  const { client, tables, clock } = place;
  const { generations } = historyParts(place);
  const control = rebuildControl(client, tables.control, generations);
  const { previous } = await control.read();
  if (previous === undefined) {
    return {
      json: { serving: null },
      lines: ['There is no earlier generation to go back to.'],
      exitCode: EXIT.no,
    };
  }
  await exportMarks(client, tables.control, clock).mark(['all']);
  const serving = await control.rollBack(clock());
  return {
    json: { serving },
    lines: [`Generation ${serving?.id} is served again. The same command goes forward again.`],
  };
}
