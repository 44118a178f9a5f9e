import { scanNamedBy, type TagEvent } from '../../domain/tag/events';
import { type HistoryStep, readHistory } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import { type TagState, UNASSIGNED } from '../../domain/tag/state';

/** From which point history is looked at: up to when things happened, and what was known when.
 *  Both instants are included; without one there is no such limit. */
export type Viewpoint = { readonly asOf?: string | undefined; readonly knownAt?: string | undefined };

export const isKnown = ({ recordedAt }: { readonly recordedAt: string }, { knownAt }: Viewpoint) =>
  knownAt === undefined || recordedAt <= knownAt;

export const hasHappened = ({ effectiveAt }: { readonly effectiveAt: string }, { asOf }: Viewpoint) =>
  asOf === undefined || effectiveAt <= asOf;

/** A tag's history from a viewpoint. A void that was known counts, whenever it was given; its own entry is
 *  there only if it had happened. */
export function knownHistory(
  events: readonly TagEvent[],
  viewpoint: Viewpoint,
  rules: Rules,
): { readonly steps: HistoryStep[]; readonly state: TagState } {
  const seen = events.filter(
    (event) =>
      isKnown(event, viewpoint) && (scanNamedBy(event) !== undefined || hasHappened(event, viewpoint)),
  );
  const steps = readHistory(seen, rules).steps.filter(({ event }) => hasHappened(event, viewpoint));
  return { steps, state: steps.at(-1)?.after ?? UNASSIGNED };
}
