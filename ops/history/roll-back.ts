import type { HistoryLocation } from '../../wiring/history-location';
import { rollBackReadModels } from '../../wiring/roll-back';
import type { Answer, CommandContext } from '../lib/command';
import { EXIT } from '../lib/failure';

/** Serves the generation before this one again. Exit 1 if there is none. */
export async function serveEarlier(
  location: HistoryLocation,
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const serving = await rollBackReadModels(location, {
    onWait: (ms) =>
      terminal.note(
        `Waiting ${Math.ceil(ms / 1000)} s, until projectors have ended what they began before …`,
      ),
    signal,
  });
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
