import { scanEventId, tagStream } from '../../domain/ids';
import type { ScanMode, TagScanned } from '../../domain/tag/events';
import { IMPORT_READER } from '../../domain/tag/rules';
import { sha256 } from '../events/event-digest';
import type { PlacedLoan } from './place-loans';

export type LoanEndpoint = Extract<ScanMode, 'checkout' | 'return'>;

const ID_DIGITS = 32;

/** The id of an imported scan, by what it means. */
export const importedScanId = (...parts: readonly string[]) =>
  `import-${sha256(parts.join('|')).slice(0, ID_DIGITS)}`;

/** The id of a loan's scan. It follows from what the row means, not from how it is written: tag, borrow, loan_id if
 *  given, and mode; the n-th replacement of it has an id of its own. */
export const loanScanId = (loan: PlacedLoan, mode: LoanEndpoint, replacement = 0): string =>
  importedScanId(
    loan.tagId,
    loan.namedBy,
    ...(loan.loanId === undefined ? [] : [loan.loanId]),
    mode,
    ...(replacement === 0 ? [] : [`r${replacement}`]),
  );

/** The id that version 0.2 gave the scan: by the borrow as it is written. It knew one loan a tag and text. */
export function loanScanIdBefore(loan: PlacedLoan, mode: LoanEndpoint): string | undefined {
  const isLaterOfItsDay = loan.borrowedDay !== undefined && loan.namedBy !== loan.borrowedDay;
  return isLaterOfItsDay ? undefined : importedScanId(loan.tagId, loan.borrowedText, mode);
}

export type Recording = { readonly by: string; readonly recordedAt: string };

/** A scan of reader `import`. */
export type ImportedScan = {
  readonly id: string;
  readonly tagId: string;
  readonly mode: LoanEndpoint;
  readonly at: string;
  /** The library day, where no more is known. */
  readonly day?: string | undefined;
  readonly loanId?: string | undefined;
};

/** The scan as it is recorded, at its own time. */
export function importedScan(
  { id, tagId, mode, at, day, loanId }: ImportedScan,
  { by, recordedAt }: Recording,
): TagScanned {
  return {
    streamId: tagStream(tagId),
    eventId: scanEventId(id),
    type: 'TagScanned',
    schemaVersion: 1,
    effectiveAt: at,
    occurredAt: at,
    recordedAt,
    clockSuspect: false,
    source: { channel: 'import', by },
    data: {
      scanId: id,
      tagId,
      readerId: IMPORT_READER,
      mode,
      text: '',
      ...(day !== undefined && { precision: 'day' as const }),
      ...(loanId !== undefined && { extra: { loan_id: loanId } }),
    },
  };
}

/** A scan at the time that the row gives. */
export function loanScan(loan: PlacedLoan, mode: LoanEndpoint, id: string, recording: Recording): TagScanned {
  const { tagId, loanId } = loan;
  const at = mode === 'checkout' ? loan.borrowedAt : (loan.returnedAt ?? loan.borrowedAt);
  const day = mode === 'checkout' ? loan.borrowedDay : loan.returnedDay;
  return importedScan({ id, tagId, mode, at, day, loanId }, recording);
}
