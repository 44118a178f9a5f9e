import { comparePositions, type HistoryPosition, inHistoryOrder } from '../order';
import { scanNamedBy, type TagEvent, type TagScanned } from './events';
import { evolve, type Outcome, outcomeOf } from './evolve';
import type { Rules } from './rules';
import { type TagState, UNASSIGNED } from './state';

/** One event of a tag's history as it reads: what it meant, and the state on both sides of it. */
export type HistoryStep = {
  readonly event: TagEvent;
  readonly outcome?: Outcome;
  readonly before: TagState;
  readonly after: TagState;
};

/** How far a tag's history has been read, with all that reading on from there needs. */
export type TagCheckpoint = {
  readonly state: TagState;
  readonly position?: HistoryPosition;
  /** Scans that are void and have not come yet. */
  readonly pendingVoids: readonly string[];
  /** The latest recordedAt among the events read. */
  readonly recordedUpTo?: string;
};

export const EMPTY_CHECKPOINT: TagCheckpoint = { state: UNASSIGNED, pendingVoids: [] };

/** Reads a tag's history from its start. The same set of events gives the same steps, in whatever order
 *  and however often each is given. */
export function readHistory(
  events: readonly TagEvent[],
  rules: Rules,
): { readonly steps: HistoryStep[]; readonly reading: TagCheckpoint } {
  const ordered = inHistoryOrder(events);
  const voids = voidedScans(ordered);
  const steps = walk(UNASSIGNED, ordered, voids, rules);
  return { steps, reading: readingAfter(EMPTY_CHECKPOINT, steps, withoutScan(voids, ordered)) };
}

/** The scans that more voids than restorals name. */
function voidedScans(events: readonly TagEvent[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const change = VOIDS[event.type];
    const scanId = change && scanNamedBy(event);
    if (scanId) counts.set(scanId, (counts.get(scanId) ?? 0) + change);
  }
  return new Set([...counts].filter(([, count]) => count > 0).map(([scanId]) => scanId));
}

const VOIDS: { readonly [Type in TagEvent['type']]?: number } = { ScanVoided: 1, ScanRestored: -1 };

function withoutScan(voids: ReadonlySet<string>, events: readonly TagEvent[]): string[] {
  if (voids.size === 0) return [];
  const scanned = new Set(events.filter(isScan).map((event) => event.data.scanId));
  return [...voids].filter((scanId) => !scanned.has(scanId)).sort();
}

/** Reads on from a reading, or answers undefined where only reading from the start gives the truth: an
 *  event lies before the point reached, is a void or a restoral, or is a scan that was void before it came. */
export function continueHistory(
  reading: TagCheckpoint,
  events: readonly TagEvent[],
  rules: Rules,
): { readonly steps: HistoryStep[]; readonly reading: TagCheckpoint } | undefined {
  const { position, pendingVoids } = reading;
  const fresh = inHistoryOrder(events).filter(
    (event) => position === undefined || comparePositions(event, position) !== 0,
  );
  const known = new Set(pendingVoids);
  const readable = fresh.every(
    (event) =>
      (position === undefined || comparePositions(event, position) > 0) &&
      scanNamedBy(event) === undefined &&
      !(event.type === 'TagScanned' && known.has(event.data.scanId)),
  );
  if (!readable) return undefined;
  const steps = walk(reading.state, fresh, new Set(), rules);
  return { steps, reading: readingAfter(reading, steps, pendingVoids) };
}

function walk(
  from: TagState,
  ordered: readonly TagEvent[],
  voids: ReadonlySet<string>,
  rules: Rules,
): HistoryStep[] {
  let state = from;
  return ordered.map((event) => {
    const before = state;
    const outcome = isScan(event) ? outcomeOf(before, event, voids.has(event.data.scanId), rules) : undefined;
    state = evolve(before, event, outcome, rules);
    // Not by spreading, which takes longer than all the rest of a step.
    return outcome ? { event, outcome, before, after: state } : { event, before, after: state };
  });
}

function readingAfter(
  from: TagCheckpoint,
  steps: readonly HistoryStep[],
  pendingVoids: readonly string[],
): TagCheckpoint {
  const last = steps.at(-1);
  if (last === undefined) return { ...from, pendingVoids };
  const { effectiveAt, eventId } = last.event;
  let recordedUpTo = from.recordedUpTo ?? '';
  for (const { event } of steps) if (event.recordedAt > recordedUpTo) recordedUpTo = event.recordedAt;
  return { state: last.after, position: { effectiveAt, eventId }, pendingVoids, recordedUpTo };
}

const isScan = (event: TagEvent): event is TagScanned => event.type === 'TagScanned';
