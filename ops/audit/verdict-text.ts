import type { Verdict } from '../../app/audit/proof';

/** What the check of a proof says to a person. */
export function verdictLines(verdict: Verdict): string[] {
  if (!verdict.holds) return [`FALSE. ${verdict.why}`];
  const { event, sealed, head, trusted } = verdict;
  const by = trusted
    ? `Trusted by the digest of ${trusted.day}, ${trusted.hash}.`
    : `It holds if this is a digest that you know from elsewhere: ${head.hash} (of ${head.day}).`;
  return [
    `${event.streamId}/${event.eventId}, recorded ${event.recordedAt}, was sealed with ${sealed.day} as it stands in the proof.`,
    `Digest of that day  ${sealed.hash}`,
    by,
  ];
}
