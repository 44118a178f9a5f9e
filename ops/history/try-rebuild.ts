import type { Generation } from '../../app/history/generations';
import { generationStore } from '../../wiring/generations';
import type { HistoryLocation } from '../../wiring/history-location';
import { pause } from '../../wiring/rebuild-read-models';
import { verifyServed } from '../../wiring/verify-served';
import type { Answer, CommandContext } from '../lib/command';
import { changedInterpretation, interpretationFor } from './interpretation';
import type { RebuildOptions } from './rebuild-options';
import { driftJson, renderDrift } from './render-drift';
import { stepProgress } from './step-progress';

/** What a rebuild would change, row by row. Nothing is written. */
export async function tryRebuild(
  location: HistoryLocation,
  { from, limit, ...asked }: RebuildOptions,
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const { serving } = await generationStore(location).read();
  const wanted: Generation = { id: serving.id, ...interpretationFor(location, serving, asked) };
  const progress = stepProgress(terminal);
  try {
    const report = await verifyServed(location, serving, {
      wanted,
      limit,
      from,
      patienceMs: 0,
      pause,
      signal,
      onEvents: progress.onEvents,
      onSize: (expected) => progress.onStep('reading history', expected),
    });
    const { differences, drift, events, rows } = report;
    return {
      json: { generation: serving.id, wanted, events, rows, changes: differences, drift: driftJson(drift) },
      lines: [
        ...changedInterpretation(serving, wanted),
        ...(differences > 0 ? renderDrift(report, { was: 'served now', is: 'would be' }) : []),
        `${events} events read, ${rows} rows compared: ${differences === 0 ? 'nothing' : differences} would change. Nothing was written.`,
      ],
    };
  } finally {
    progress.stop();
  }
}
