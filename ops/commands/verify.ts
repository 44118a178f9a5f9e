import { driftJson, renderDrift } from '../history/render-drift';
import { stepProgress } from '../history/step-progress';
import { aCommand } from '../lib/command';
import { EXIT } from '../lib/failure';
import { option, wholeNumber } from '../lib/input';
import { zoneNotes } from '../lib/zone-note';

/** Recomputes everything served from history and compares. Exit 1 on drift. */
export const command = aCommand({
  words: 'verify',
  summary: 'derive everything from history and compare it with what is served; exit 1 on drift',
  input: {
    limit: option('<count>', 'tell at most so many differing rows one by one', wholeNumber(1), '100'),
  },
  run: async ({ terminal, target, signal }, { limit }) => {
    const {
      historyLocationOf,
    }: typeof import('../history/history-location-of') = require('../history/history-location-of');
    const { verifyNow }: typeof import('../history/verify-now') = require('../history/verify-now');
    const progress = stepProgress(terminal);
    try {
      const { generation, report, zone } = await verifyNow(historyLocationOf(await target()), {
        limit,
        signal,
        onEvents: progress.onEvents,
        onSize: (expected) => progress.onStep('verifying', expected),
      });
      const { differences, drift, events, rows, late } = report;
      const inAll = `${rows} rows of generation ${generation} compared with ${events} events`;
      return {
        json: {
          generation,
          events,
          rows,
          differences,
          late,
          zoneDifference: zone ?? null,
          drift: driftJson(drift),
        },
        lines: [
          ...zoneNotes(zone),
          ...(zone === undefined ? [] : ['Everything was compared by the rules of what is served.']),
          ...(late === 0
            ? []
            : [
                `${late} tags were not judged: their newest events are not projected yet, as \`shelflog status\` tells.`,
              ]),
          ...(differences === 0
            ? [`${inAll}: no difference.`]
            : [
                ...renderDrift(report, { was: 'stored', is: 'history' }),
                `${inAll}: ${differences} differ. A rebuild derives them again.`,
              ]),
        ],
        exitCode: differences === 0 ? EXIT.done : EXIT.no,
      };
    } finally {
      progress.stop();
    }
  },
});
