import { driftJson, renderDrift } from '../history/render-drift';
import { stepProgress } from '../history/step-progress';
import { aCommand } from '../lib/command';
import { EXIT } from '../lib/failure';
import { option, wholeNumber } from '../lib/input';

/** Recomputes everything served from history and compares. Exit 1 on drift. */
export const command = aCommand({
  words: 'verify',
  summary: 'derive everything again from history and compare it with what is served; ends with 1 on drift',
  input: {
    limit: option('<count>', 'tell at most so many differing rows one by one', wholeNumber(1), '100'),
  },
  run: async ({ terminal, target, signal }, { limit }) => {
    const { placeOf }: typeof import('../history/place-of') = require('../history/place-of');
    const { historyParts }: typeof import('../history/history-parts') = require('../history/history-parts');
    const { PATIENCE_MS, pause }: typeof import('../history/rebuild-in') = require('../history/rebuild-in');
    const parts = historyParts(placeOf(await target()));
    const { serving } = await parts.generations.read();
    const progress = stepProgress(terminal);
    try {
      const report = await parts.verify(serving, {
        limit,
        patienceMs: PATIENCE_MS,
        pause,
        signal,
        onEvents: progress.onEvents,
        onSize: (expected) => progress.onStep('verifying', expected),
      });
      const { differences, drift, events, rows } = report;
      const inAll = `${rows} rows of generation ${serving.id} compared with ${events} events`;
      return {
        json: { generation: serving.id, events, rows, differences, drift: driftJson(drift) },
        lines:
          differences === 0
            ? [`${inAll}: no difference.`]
            : [
                ...renderDrift(report, { was: 'stored', is: 'history' }),
                `${inAll}: ${differences} differ. A rebuild derives them again.`,
              ],
        exitCode: differences === 0 ? EXIT.done : EXIT.no,
      };
    } finally {
      progress.stop();
    }
  },
});
