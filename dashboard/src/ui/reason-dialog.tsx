import type { ReactNode } from 'react';
import { useCommand } from '../api/use-command';
import { Field, FormDialog } from './form-dialog';
import { useDraft } from './use-draft';

type Props = {
  readonly title: string;
  readonly action: string;
  /** Under which what is typed is kept in the tab. */
  readonly draftName: string;
  readonly send: (key: string, reason: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A dialog for a command that wants a reason. */
export function ReasonDialog({ title, action, draftName, send, onClose, children }: Props) {
  const { draft, change, forget } = useDraft(draftName, { reason: '' });
  const reason = draft['reason'] ?? '';
  const close = () => {
    forget();
    onClose();
  };
  const command = useCommand((key) => send(key, reason), close);
  return (
    <FormDialog
      title={title}
      action={action}
      busy={command.isPending}
      error={command.error}
      onSubmit={() => command.mutate()}
      onClose={close}
    >
      {children}
      <Field
        label="Reason"
        value={reason}
        onChange={(text) => change('reason', text)}
        required
        maxLength={500}
        autoFocus
      />
    </FormDialog>
  );
}
