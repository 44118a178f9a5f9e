import type { HistoryLocation } from '../../wiring/history-location';
import { rollBack } from '../../wiring/roll-back';
import type { Answer } from '../lib/command';
import { EXIT } from '../lib/failure';

/** Serves the generation before this one again. Exit 1 if there is none. */
export async function serveEarlier(location: HistoryLocation): Promise<Answer> {
  const serving = await rollBack(location);
  if (serving === undefined) {
    return {
      json: { serving: null },
      lines: ['There is no earlier generation to go back to.'],
      exitCode: EXIT.no,
    };
  }
  return {
    json: { serving },
    lines: [`Generation ${serving.id} is served again. The same command goes forward again.`],
  };
}
