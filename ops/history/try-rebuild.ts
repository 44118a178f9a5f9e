import type { Generation } from '../../app/history/generations';
import type { Answer, CommandContext } from '../lib/command';
import { historyParts, type Place } from './history-parts';
import { changedInterpretation, interpretationFor } from './interpretation';
import { pause } from './rebuild-in';
import type { RebuildOptions } from './rebuild-options';
import { driftJson, renderDrift } from './render-drift';
import { stepProgress } from './step-progress';

/** What a rebuild would change, row by row. Nothing is written. */
export async function tryRebuild(
  place: Place,
  { from, limit, ...asked }: RebuildOptions,
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const parts = historyParts(place);
  const { serving } = await parts.generations.read();
  const wanted: Generation = { id: serving.id, ...interpretationFor(place, asked) };
  const progress = stepProgress(terminal);
  try {
    const report = await parts.verify(serving, {
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
