import { WrongEventError } from '../../app/history/check-event';
import type { VerifyReport } from '../../app/history/drift';
import { RebuildDiffersError } from '../../app/rebuild/rebuild';
import { generationStore } from '../../wiring/generations';
import type { HistoryLocation } from '../../wiring/history-location';
import { LONGEST_PROJECTION_MS, rebuildReadModels } from '../../wiring/rebuild-read-models';
import type { Answer, CommandContext } from '../lib/command';
import { EXIT } from '../lib/failure';
import { changedInterpretation, interpretationFor } from './interpretation';
import type { RebuildOptions } from './rebuild-options';
import { driftJson, renderDrift } from './render-drift';
import { stepProgress } from './step-progress';

/** The local engine's indexes do not lag, which is all that the wait is for: docs/adr/0021-rebuild.md. */
const LOCAL_SETTLE_MS = 1_000;

/** Derives all read models again and switches to them. Exit 3, with the rows, if they would differ from
 *  history: what is served is then left as it is. */
export async function buildAgain(
  location: HistoryLocation,
  { from, limit, isLocal, ...wanted }: RebuildOptions & { readonly isLocal: boolean },
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const progress = stepProgress(terminal);
  const began = Date.now();
  let report: VerifyReport | undefined;
  try {
    const { serving } = await generationStore(location).read();
    const { generation, replaced, resumed } = await rebuildReadModels(location, {
      from,
      limit,
      settleMs: isLocal ? LOCAL_SETTLE_MS : LONGEST_PROJECTION_MS,
      signal,
      ...interpretationFor(location, serving, wanted),
      onStep: progress.onStep,
      onEvents: progress.onEvents,
      onVerified: (verified) => {
        report = verified;
      },
    });
    const seconds = (Date.now() - began) / 1000;
    const { events = 0, rows = 0 } = report ?? {};
    return {
      json: { generation, replaced, resumed, events, rows, seconds },
      lines: [
        `${resumed ? 'Went on with an attempt that was ended. ' : ''}${events} events read, ${rows} rows compared, no difference.`,
        ...changedInterpretation(serving, generation),
        `Generation ${generation.id} is served since now, after ${seconds.toFixed(1)} s; \`rebuild --rollback\` goes back to ${replaced}.`,
      ],
    };
  } catch (error) {
    if (error instanceof WrongEventError) {
      return refused(error, { differences: 1, drift: [error.drift] }, { was: 'stored', is: 'history' });
    }
    if (!(error instanceof RebuildDiffersError) || report === undefined) throw error;
    return refused(error, report, { was: 'derived', is: 'history' });
  } finally {
    progress.stop();
  }
}

/** What is served was left as it is. */
const refused = (error: Error, ...[found, words]: Parameters<typeof renderDrift>): Answer => ({
  json: { error: error.message, differences: found.differences, drift: driftJson(found.drift) },
  lines: [...renderDrift(found, words), error.message],
  exitCode: EXIT.failed,
});
