import { z } from 'zod';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../../adapters/dynamodb/control/rebuild-control';
import { WrongEventError } from '../../app/history/check-event';
import type { VerifyReport } from '../../app/history/drift';
import type { Generation } from '../../app/history/generations';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { RebuildDiffersError } from '../../app/rebuild/rebuild';
import { currentRules, versionOf } from '../../domain/tag/rules';
import type { Answer, Command, CommandContext } from '../command';
import { EXIT, WrongUse } from '../failure';
import { historyParts, type Place } from '../history/history-parts';
import { placeOf } from '../history/place-of';
import { LONGEST_PROJECTION_MS, pause, rebuildIn } from '../history/rebuild-in';
import { driftJson, renderDrift } from '../history/render-drift';
import { stepProgress } from '../history/step-progress';

/** The local engine's indexes do not lag, which is all that the wait is for: docs/adr/0021-rebuild.md. */
const LOCAL_SETTLE_MS = 1_000;

const optionsSchema = z.object({
  from: z.enum(['table', 'ledger']),
  dryRun: z.boolean().default(false),
  rollback: z.boolean().default(false),
  repeatWindow: z.coerce.number().min(0).optional(),
  timeZone: z.string().refine(isTimeZone).optional(),
  limit: z.coerce.number().int().min(1),
});
type Options = z.infer<typeof optionsSchema>;

/** Derives all read models again and switches to them, or shows what that would change, or switches back. */
export const rebuild: Command = async (context, _args, given) => {
  const options = optionsSchema.safeParse(given);
  if (!options.success) throw new WrongUse(z.prettifyError(options.error));
  const target = await context.target();
  const place = placeOf(target);
  if (options.data.rollback) return rollBack(place);
  if (options.data.dryRun) return dryRun(place, options.data, context);
  return build(place, options.data, target.local ? LOCAL_SETTLE_MS : LONGEST_PROJECTION_MS, context);
};

async function build(
  place: Place,
  options: Options,
  settleMs: number,
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const progress = stepProgress(terminal);
  const began = Date.now();
  let report: VerifyReport | undefined;
  const { from, limit } = options;
  try {
    const { serving } = await historyParts(place).generations.read();
    const { generation, replaced, resumed } = await rebuildIn(place, {
      from,
      limit,
      settleMs,
      signal,
      ...wantedReading(place, options),
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
      text: [
        `${resumed ? 'Went on with an attempt that was ended. ' : ''}${events} events read, ${rows} rows compared, no difference.`,
        ...changedReading(serving, generation),
        `Generation ${generation.id} is served since now, after ${seconds.toFixed(1)} s; \`rebuild --rollback\` goes back to ${replaced}.`,
      ].join('\n'),
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
  text: `${renderDrift(found, words)}\n${error.message}`,
  exitCode: EXIT.failed,
});

/** By which rules and in which zone: as asked for, or else as the stage's settings say. */
const wantedReading = (
  place: Place,
  { repeatWindow, timeZone = place.timeZone }: Options,
): Pick<Generation, 'rules' | 'timeZone'> => ({
  rules: currentRules(repeatWindow === undefined ? place.repeatWindowMs : repeatWindow * 1_000),
  timeZone,
});

/** In which way history is read otherwise than it was. */
function changedReading(was: Generation, is: Pick<Generation, 'rules' | 'timeZone'>): string[] {
  const seconds = ({ rules }: Pick<Generation, 'rules'>) => rules.repeatWindowMs / 1_000;
  return [
    ...(seconds(was) === seconds(is)
      ? []
      : [`The repeat window is ${seconds(is)} s, after ${seconds(was)} s.`]),
    ...(versionOf(was.rules) === versionOf(is.rules)
      ? []
      : [`The rules are those of version ${versionOf(is.rules)}, after ${versionOf(was.rules)}.`]),
    ...(was.timeZone === is.timeZone ? [] : [`Days are those of ${is.timeZone}, after ${was.timeZone}.`]),
  ];
}

/** Nothing is written. */
async function dryRun(place: Place, options: Options, { terminal, signal }: CommandContext): Promise<Answer> {
  const { limit, from } = options;
  const parts = historyParts(place);
  const { serving } = await parts.generations.read();
  const wanted: Generation = { id: serving.id, ...wantedReading(place, options) };
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
      text: [
        ...changedReading(serving, wanted),
        ...(differences > 0 ? [renderDrift(report, { was: 'served now', is: 'would be' })] : []),
        `${events} events read, ${rows} rows compared: ${differences === 0 ? 'nothing' : differences} would change. Nothing was written.`,
      ].join('\n'),
    };
  } finally {
    progress.stop();
  }
}

async function rollBack(place: Place): Promise<Answer> {
  const { client, tables, clock } = place;
  const { generations } = historyParts(place);
  const control = rebuildControl(client, tables.control, generations);
  const { previous } = await control.read();
  if (previous === undefined) {
    return {
      json: { serving: null },
      text: 'There is no earlier generation to go back to.',
      exitCode: EXIT.no,
    };
  }
  await exportMarks(client, tables.control, clock).mark(['all']);
  const serving = await control.rollBack(clock());
  return {
    json: { serving },
    text: `Generation ${serving?.id} is served again. The same command goes forward again.`,
  };
}

function isTimeZone(zone: string): boolean {
  try {
    libraryCalendar(zone);
    return true;
  } catch {
    return false;
  }
}
