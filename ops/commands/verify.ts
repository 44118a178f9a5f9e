import { z } from 'zod';
import { generationStore } from '../../wiring/generations';
import { pause } from '../../wiring/rebuild-read-models';
import { verifyServed } from '../../wiring/verify-served';
import { PATIENCE_MS } from '../../wiring/verify-tables';
import type { Command } from '../command';
import { EXIT, WrongUse } from '../failure';
import { historyLocationOf } from '../history/history-location-of';
import { driftJson, renderDrift } from '../history/render-drift';
import { stepProgress } from '../history/step-progress';

const optionsSchema = z.object({ limit: z.coerce.number().int().min(1) });

/** Recomputes everything served from history and compares. Exit 1 on drift. */
export const verify: Command = async ({ terminal, target, signal }, _args, given) => {
  const options = optionsSchema.safeParse(given);
  if (!options.success) throw new WrongUse('--limit must be a whole number of at least 1.');
  const location = historyLocationOf(await target());
  const { serving } = await generationStore(location).read();
  const progress = stepProgress(terminal);
  try {
    const report = await verifyServed(location, serving, {
      limit: options.data.limit,
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
      text:
        differences === 0
          ? `${inAll}: no difference.`
          : `${renderDrift(report, { was: 'stored', is: 'history' })}\n${inAll}: ${differences} differ. A rebuild derives them again.`,
      exitCode: differences === 0 ? EXIT.done : EXIT.no,
    };
  } finally {
    progress.stop();
  }
};
