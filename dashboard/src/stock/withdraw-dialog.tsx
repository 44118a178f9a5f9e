import { answerOf, useApi } from '../api/client';
import { ReasonDialog } from '../ui/reason-dialog';

type Props = { readonly bookId: string; readonly onClose: () => void };

/** Takes a book without copies out of the lists. */
export function WithdrawDialog({ bookId, onClose }: Props) {
  const api = useApi();
  return (
    <ReasonDialog
      title="Withdraw this book"
      action="Withdraw"
      draftName={`withdraw ${bookId}`}
      send={(key, reason) =>
        answerOf(
          api.POST('/v1/books/{bookId}/withdraw', {
            params: { path: { bookId }, header: { 'idempotency-key': key } },
            body: { reason },
          }),
        )
      }
      onClose={onClose}
    >
      <p>It leaves the lists; its history stays. Only a book without copies can be withdrawn.</p>
    </ReasonDialog>
  );
}
