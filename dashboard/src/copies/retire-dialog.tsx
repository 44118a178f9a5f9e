import { answerOf, useApi } from '../api/client';
import { useCommand } from '../api/use-command';
import { FormDialog } from '../ui/form-dialog';

const REASONS = [
  ['lost', 'Lost'],
  ['damaged', 'Damaged'],
  ['withdrawn', 'Withdrawn'],
] as const;
type Reason = (typeof REASONS)[number][0];

type Props = { readonly tagId: string; readonly onClose: () => void };

/** Takes a copy out of the stock. */
export function RetireDialog({ tagId, onClose }: Props) {
  const api = useApi();
  const command = useCommand(
    (key, reason: Reason) =>
      answerOf(
        api.POST('/v1/tags/{tagId}/retire', {
          params: { path: { tagId }, header: { 'idempotency-key': `${key}-${reason}` } },
          body: { reason },
        }),
      ),
    onClose,
  );
  return (
    <FormDialog
      title="Retire this copy"
      action=""
      busy={command.isPending}
      error={command.error}
      onSubmit={() => undefined}
      onClose={onClose}
      otherwise={REASONS.map(([reason, text]) => (
        <button
          key={reason}
          type="button"
          aria-disabled={command.isPending}
          onClick={() => !command.isPending && command.mutate(reason)}
        >
          {text}
        </button>
      ))}
    >
      <p>
        It counts as a copy no longer, and a running loan ends. Why? When a reader sees it again, it appears
        on the page Tags.
      </p>
    </FormDialog>
  );
}
