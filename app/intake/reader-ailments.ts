import type { ReaderStatus } from './ingest-status';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Scans wait this long and the reader is connected: they are refused, or cannot be read. */
const UNSENT_MS = HOUR_MS;
/** A clock is set within minutes of a start where there is a network. */
const CLOCK_AFTER_S = 3_600;
const LITTLE_DISK_BYTES = 200_000_000;
/** A certificate is carried to its reader by hand. */
const CERTIFICATE_MS = 30 * DAY_MS;

/** What ails a reader by its own word, in codes: its troubles, and what will be one soon. None of a reader that is
 *  offline: it says nothing more, and its silence is heard elsewhere. */
export function readerAilments(status: ReaderStatus, receivedAt: string): readonly string[] {
  if (status.state === 'offline') return [];
  const now = Date.parse(receivedAt);
  const { trouble = [], oldestUnsentAt, parked, undervoltage, clockSynced, uptimeS = 0 } = status;
  const { freeDiskBytes, certificateEndsAt, chip } = status;
  const ails: readonly (readonly [string, boolean])[] = [
    ['scans-unsent', oldestUnsentAt !== undefined && now - Date.parse(oldestUnsentAt) > UNSENT_MS],
    ['scan-parked', parked !== undefined && parked > 0],
    ['undervoltage', undervoltage === true],
    ['clock-wrong', clockSynced === false && uptimeS > CLOCK_AFTER_S],
    ['disk-nearly-full', freeDiskBytes !== undefined && freeDiskBytes < LITTLE_DISK_BYTES],
    [
      'certificate-ends',
      certificateEndsAt !== undefined && Date.parse(certificateEndsAt) - now < CERTIFICATE_MS,
    ],
    ['chip-silent', chip?.kind === 'none'],
  ];
  return [...new Set([...trouble, ...ails.flatMap(([code, holds]) => (holds ? [code] : []))])].sort();
}
