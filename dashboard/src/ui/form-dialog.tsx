import type { ReactNode } from 'react';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { FailureNote } from './failure-note';

type Props = {
  readonly title: string;
  /** On the button that does it. */
  readonly action: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** In place of the action, where there is another way to go on. */
  readonly otherwise?: ReactNode;
};

/** A dialog with a form, one button that does it and one that does not. Escape closes it. */
export const FormDialog = ({ title, action, busy, error, onSubmit, onClose, children, otherwise }: Props) => (
  <ModalOverlay
    className="overlay"
    isOpen
    isDismissable={false}
    onOpenChange={(isOpen) => !isOpen && onClose()}
  >
    <Modal className="modal">
      <Dialog>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) onSubmit();
          }}
        >
          <Heading slot="title">{title}</Heading>
          {children}
          {error !== null && error !== undefined && <FailureNote error={error} />}
          <p className="actions">
            {otherwise ?? (
              <button type="submit" className="main" aria-disabled={busy}>
                {action}
              </button>
            )}
            <button type="button" onClick={onClose}>
              Cancel
            </button>
          </p>
        </form>
      </Dialog>
    </Modal>
  </ModalOverlay>
);

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
};

/** A line of text that people type. */
export const Field = ({ label, onChange, ...input }: FieldProps) => (
  <label className="field">
    {label}
    <input dir="auto" {...input} onChange={(event) => onChange(event.target.value)} />
  </label>
);
