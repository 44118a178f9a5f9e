import type { TagEvent, TagScanned } from '../../domain/tag/events';
import type { HistoryStep } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import type { ActionRow } from './action-row';
import type { GroupDecision } from './import-groups';
import type { RowResult } from './import-rows';
import { nameOf, whyNotLent } from './judge-loan';
import { importedScan, importedScanId, type Recording } from './loan-scans';
import { type StoredLoans, storedLoans } from './stored-loans';

/** More actions of one copy at one instant than any file holds. */
const SAME_INSTANT_MS = 1_000;

type ActionsQuestion = { readonly rules: Rules; readonly recording: Recording };

/** Decides all rows of one tag beside its history. Actions of one instant keep the order of the file, a millisecond
 *  apart. One that is stored, whoever recorded it, is known; one that stands voided is refused. */
export function decideActions(
  rows: readonly ActionRow[],
  history: readonly TagEvent[],
  { rules, recording }: ActionsQuestion,
): GroupDecision {
  const stored = storedLoans(history, rules);
  const { placed, results } = place(rows);
  const taken: Taken[] = [];
  for (const action of placed) {
    const answer = decideAction(action, stored, recording);
    if ('result' in answer) results.push(answer);
    else taken.push({ action, event: answer });
  }
  const events = taken.map(({ event }) => event);
  const after = storedLoans([...history, ...events], rules);
  const lines = new Map(taken.map(({ action, event }) => [event.eventId, action.line] as const));
  const name = (scan: TagScanned | undefined) => nameOf(scan, ({ eventId }) => lines.get(eventId));
  return { events, results: [...results, ...taken.map((one) => judge(one, after, name))] };
}

type PlacedAction = ActionRow & {
  /** When it counts: as given, or right after those of the same instant that stand before it. */
  readonly effectiveAt: string;
};
type Taken = { readonly action: PlacedAction; readonly event: TagScanned };

function place(rows: readonly ActionRow[]): { placed: PlacedAction[]; results: RowResult[] } {
  const placed: PlacedAction[] = [];
  const results: RowResult[] = [];
  for (const row of rows) {
    const ofInstant = placed.filter(({ at }) => at === row.at);
    const same = ofInstant.find(({ mode }) => mode === row.mode);
    if (same !== undefined) {
      results.push({ line: row.line, result: 'known', reason: `the same as row ${same.line}` });
      continue;
    }
    placed.push({ ...row, effectiveAt: later(row.at, ofInstant.length) });
  }
  return { placed, results };
}

const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

function decideAction(
  action: PlacedAction,
  stored: StoredLoans,
  recording: Recording,
): TagScanned | RowResult {
  const { line, tagId, mode, effectiveAt } = action;
  for (let variant = 0; ; variant += 1) {
    const id = scanIdOf(action, variant);
    const own = stored.scan(id);
    if (own === undefined) {
      const same = stored.steps.find((step) => isSame(action, step));
      if (same !== undefined) return known(line, same.event);
      return importedScan({ id, tagId, mode, at: effectiveAt }, recording);
    }
    // The return of an imported loan is named by its borrow, and lies elsewhere.
    if (!isOfInstant(action, own.event.effectiveAt)) continue;
    if (!own.isVoided) return known(line, own.event);
    return {
      line,
      result: 'refused',
      reason: `it stands voided (scan ${id}); restore it where it was voided`,
    };
  }
}

function scanIdOf({ tagId, at, mode }: ActionRow, variant: number): string {
  return importedScanId(tagId, at, mode, ...(variant === 0 ? [] : [`r${variant}`]));
}

function isOfInstant({ at }: ActionRow, instant: string): boolean {
  const after = Date.parse(instant) - Date.parse(at);
  return after >= 0 && after < SAME_INSTANT_MS;
}

/** Whether a scan of the history did at that instant what the row says. */
function isSame({ at, mode }: ActionRow, { event, outcome }: HistoryStep): boolean {
  if (event.type !== 'TagScanned' || event.effectiveAt !== at || outcome === 'voided') return false;
  return event.data.mode === mode || outcome === (mode === 'checkout' ? 'borrowed' : 'returned');
}

const known = (line: number, event: TagEvent): RowResult => ({
  line,
  result: 'known',
  reason: `it is stored already (${event.eventId})`,
});

function judge(
  { action, event }: Taken,
  { steps, loans }: StoredLoans,
  name: (scan: TagScanned | undefined) => string,
): RowResult {
  const { line, mode, at } = action;
  const step = steps.find(({ event: { eventId } }) => eventId === event.eventId);
  if (step === undefined) throw new Error(`${event.eventId} is not in the history.`);
  if (step.outcome === 'returned') return { line, result: 'new' };
  const reason =
    mode === 'return' && step.outcome === 'already-available'
      ? 'the copy was not on loan'
      : whyNotLent(step, at, loans, name);
  return reason === undefined ? { line, result: 'new' } : { line, result: 'no-loan', reason };
}
