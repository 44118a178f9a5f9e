import type { Calendar } from '../../domain/calendar';
import type { Decider } from '../../domain/decision';
import type { TagHistory } from '../../domain/tag/decide/decisions-so-far';
import type { ScanCommand } from '../../domain/tag/decide/voids-so-far';
import type { TagEvent } from '../../domain/tag/events';
import { readHistory } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import { type Consequence, consequenceOf } from '../../projections/consequence';
import { readTagEvents } from '../queries/tag-timeline';
import { accept, type CommandContext, type Decided, metaOf, refuse } from './command-context';

/** What would follow from a command on one scan. Nothing is recorded, and no idempotency key counts.
 *  Errors: those of the decider. */
export async function foresee(
  { decide }: Pick<Decider<ScanCommand, TagHistory, TagEvent>, 'decide'>,
  command: ScanCommand,
  { rules, calendar }: { readonly rules: Rules; readonly calendar: Calendar },
  context: CommandContext,
): Promise<Decided<Consequence>> {
  const events = await readTagEvents(context.log, command.tagId);
  const decision = decide({ events }, command, metaOf(context));
  if (decision.kind === 'rejected') return refuse(decision.code, decision.detail);
  const added = decision.event === undefined ? [] : [decision.event];
  const before = readHistory(events, rules).steps;
  const after = readHistory([...events, ...added], rules).steps;
  return accept(consequenceOf(before, after, calendar));
}
