import type { LibraryEvent } from '../../domain/events';
import { type Rules, sameRules } from '../../domain/tag/rules';
import type { EventFeed } from '../events/event-feed';
import type { ExportMarks } from '../export/export-marks';
import { WrongEventError } from '../history/check-event';
import type { GenerationWriter } from '../history/generation-writer';
import type { Generation } from '../history/generations';
import type { HistorySource } from '../history/history-source';
import type { Clock } from '../lib/clock';
import { libraryCalendar } from '../lib/library-calendar';
import { type ZoneRules, zoneOf, zoneRulesHere } from '../lib/zone-rules';
import { catchUp } from './catch-up';
import type { GenerationControl } from './generation-control';
import { keepLease, leaseUntil } from './keep-lease';
import { type RebuildAttempt, RebuildRunsError, type RebuildWork } from './rebuild-work';
import { writeGeneration } from './write-generation';

/** How long before the start of reading an event may have been given its recordedAt and yet not be read:
 *  the longest run that inserts (a minute), clocks that differ, and what a scan or the index lags. */
const SAFE_MARGIN_MS = 15 * 60_000;

export type RebuildStep = 'reading history' | 'waiting for projectors' | 'catching up' | 'verifying';

export type RebuildPorts = {
  readonly control: GenerationControl;
  readonly work: RebuildWork;
  /** By which rules and in which time zone; what is left out stays as it is served. */
  readonly rules?: Rules;
  readonly timeZone?: string;
  /** What the zone's clocks show; left out: as this process has it. */
  readonly zoneRules?: ZoneRules | undefined;
  /** Where history is read from, as it is told to people. */
  readonly source: string;
  /** Opens the history in so many segments, or in as many as suit it. */
  readonly openHistory: (segments?: number) => Promise<HistorySource>;
  readonly readStream: (streamId: string) => Promise<LibraryEvent[]>;
  readonly newWriter: (generation: Generation) => GenerationWriter;
  /** Projects events into one generation, as the projectors do. Answers the streams that failed. */
  readonly project: (
    generation: Generation,
    events: readonly LibraryEvent[],
  ) => Promise<ReadonlyMap<string, unknown>>;
  readonly feed: EventFeed;
  readonly marks: ExportMarks;
  /** Compares a generation with history: how many rows differ. */
  readonly verify: (generation: Generation, signal: AbortSignal) => Promise<number>;
  readonly deleteRows: (generationId: string, signal: AbortSignal) => Promise<void>;
  /** How long an invocation of a projector may still not know of a generation just named. */
  readonly settleMs: number;
  /** How long an invocation of a projector can last at most. */
  readonly longestRunMs: number;
  readonly newToken: () => string;
  readonly clock: Clock;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly onStep: (step: RebuildStep, expectedEvents: number | undefined) => void;
  readonly onEvents: (count: number) => void;
  readonly signal: AbortSignal;
};

export type RebuildReport = {
  readonly generation: Generation;
  readonly replaced: string;
  /** An earlier attempt was gone on with. */
  readonly resumed: boolean;
  readonly switchedAt: string;
};

/** The new generation does not say what history says: it was not switched to. */
export class RebuildDiffersError extends Error {
  override readonly name = 'RebuildDiffersError';
  constructor(readonly differences: number) {
    super(`${differences} rows of the new generation differ from history; what is served was left as it is.`);
  }
}

/** Derives all read models again from history while scans keep coming, compares, and switches in one write.
 *  May be ended at any moment and called again: it goes on with what is done, or begins anew.
 *  Errors: RebuildRunsError, LeaseLostError, RebuildDiffersError, WrongEventError; faults of the stores. */
export async function rebuild(ports: RebuildPorts): Promise<RebuildReport> {
  const { control, work, clock } = ports;
  const { attempt, resumed } = await begin(ports);
  const lease = keepLease(control, attempt.token, clock);
  const signal = AbortSignal.any([ports.signal, lease.lost]);
  try {
    const { serving } = await control.read();
    const done = serving.id === attempt.generation.id;
    if (!done) await bringAndSwitch(attempt, { ...ports, signal });
    await deleteRetired(attempt.token, { ...ports, signal });
    await work.clear();
    await control.release(attempt.token);
    const { previous } = await control.read();
    return { generation: attempt.generation, replaced: previous ?? '', resumed, switchedAt: clock() };
  } catch (fault) {
    if (lease.lost.aborted) throw lease.lost.reason;
    if (fault instanceof RebuildDiffersError || fault instanceof WrongEventError) {
      await work.clear();
      await control.release(attempt.token);
    }
    throw fault;
  } finally {
    lease.stop();
  }
}

/** Goes on with an attempt whose lease nobody has taken since, or begins one. */
async function begin(ports: RebuildPorts): Promise<{ attempt: RebuildAttempt; resumed: boolean }> {
  const { control, work, clock } = ports;
  const { serving } = await control.read();
  const { rules = serving.rules, timeZone = serving.timeZone, source } = ports;
  const { zoneRules = zoneRulesHere(timeZone, clock()) } = ports;
  const unfinished = await work.unfinished();
  if (unfinished !== undefined && isWanted(unfinished, { rules, timeZone, zoneRules, source })) {
    const { token } = unfinished;
    if (await control.renew({ token, expiresAt: leaseUntil(clock()) })) {
      await work.save(unfinished);
      return { attempt: unfinished, resumed: true };
    }
  }
  if (unfinished !== undefined) await control.release(unfinished.token);
  await work.clear();
  const token = ports.newToken();
  const now = clock();
  const id = await control.acquire({ token, expiresAt: leaseUntil(now) }, now);
  if (id === undefined) {
    throw new RebuildRunsError(
      'Another rebuild is running. If it was killed on another machine, its lease ends within a minute: try again then.',
    );
  }
  const { segments, completeUpTo = now } = await ports.openHistory();
  const generation = { id, rules, timeZone, zoneRules, listsDays: true as const };
  const attempt = { token, generation, startedAt: completeUpTo, source, segments, splitStreams: [] };
  await work.save(attempt);
  return { attempt, resumed: false };
}

type Wanted = Required<Pick<Generation, 'rules' | 'timeZone' | 'zoneRules'>> & { readonly source: string };

const isWanted = ({ generation, source }: RebuildAttempt, wanted: Wanted) =>
  sameRules(generation.rules, wanted.rules) &&
  generation.timeZone === wanted.timeZone &&
  generation.zoneRules?.offsets === wanted.zoneRules.offsets &&
  source === wanted.source;

async function bringAndSwitch(attempt: RebuildAttempt, ports: RebuildPorts): Promise<void> {
  const { control, clock, marks, signal, onStep, onEvents } = ports;
  const { token, generation } = attempt;
  const before = await control.read();
  if (before.building !== generation.id) {
    await writeRows(attempt, ports);
    await control.name(token, generation, clock());
  }
  onStep('waiting for projectors', undefined);
  await ports.pause(ports.settleMs, signal);
  onStep('catching up', undefined);
  await catchUp(new Date(Date.parse(attempt.startedAt) - SAFE_MARGIN_MS).toISOString(), clock(), {
    feed: ports.feed,
    readStream: ports.readStream,
    project: (events) => ports.project(generation, events),
    onEvents,
    signal,
  });
  const differences = await ports.verify(generation, signal);
  if (differences > 0) throw new RebuildDiffersError(differences);
  signal.throwIfAborted();
  await marks.mark(['all']);
  await control.switchTo(token, generation.id, clock());
}

async function writeRows(attempt: RebuildAttempt, ports: RebuildPorts): Promise<void> {
  const { work, onStep, onEvents, signal, readStream } = ports;
  const { generation, segments } = attempt;
  const history = await ports.openHistory(segments);
  onStep('reading history', history.expectedEvents);
  const firstDay = await writeGeneration(attempt, {
    work,
    history,
    readStream: async (streamId) => ({ streamId, events: await readStream(streamId) }),
    interpretation: { rules: generation.rules, calendar: libraryCalendar(zoneOf(generation)) },
    newWriter: () => ports.newWriter(generation),
    onEvents,
    signal,
  });
  // In another time zone history may begin on another day, which the exporter learns from its mark.
  if (firstDay !== undefined) await ports.marks.mark([`day#${firstDay}`]);
}

/** Rows of generations that no invocation of a projector can be writing any more. */
async function deleteRetired(token: string, ports: RebuildPorts): Promise<void> {
  const { control, clock, longestRunMs, deleteRows, signal } = ports;
  for (const { id, retiredAt } of await control.retired()) {
    if (Date.parse(clock()) - Date.parse(retiredAt) < 2 * longestRunMs) continue;
    await deleteRows(id, signal);
    await control.forget(token, id);
  }
}
