import { chunksOf } from '../lib/chunks-of';
import type { ParkedMessage, ParkedMessages } from './parked-messages';
import type { Redrive } from './places';
import { type Senders, Unsendable } from './senders';

export type Kept = { readonly id: string; readonly parkedAt: string; readonly reason: string };
export type Redriven = { readonly sent: number; readonly kept: readonly Kept[] };

export type RedriveOptions = {
  /** Called after each message with how many were tried so far. */
  readonly onProgress: (tried: number) => void;
  readonly signal: AbortSignal;
  /** What was parked later is left alone. */
  readonly before: string;
};

const AT_ONCE = 8;

/** Sends again all that is parked in a place. A message is removed only after it was accepted; one that is refused
 *  stays, with the reason reported. A run that breaks off between the two leaves it there: sending it again changes
 *  nothing. Errors: throws what is no fault of a message, such as a denied call, with the rest left in place. */
export async function redrivePlace(
  { resend }: Redrive,
  parked: ParkedMessages,
  senders: Senders,
  { onProgress, signal, before }: RedriveOptions,
): Promise<Redriven> {
  let sent = 0;
  const kept: Kept[] = [];
  const sendOne = async (message: ParkedMessage) => {
    try {
      await resend(message, senders);
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error;
      kept.push({ id: message.id, parkedAt: message.parkedAt, reason: error.message });
      onProgress(sent + kept.length);
      return;
    }
    await parked.remove(message);
    sent += 1;
    onProgress(sent + kept.length);
  };
  try {
    for await (const messages of chunksOf(parked.take(before), AT_ONCE)) {
      signal.throwIfAborted();
      const outcomes = await Promise.allSettled(messages.map(sendOne));
      const fault = outcomes.find((outcome) => outcome.status === 'rejected');
      if (fault) throw fault.reason;
    }
  } finally {
    await parked.release();
  }
  return { sent, kept };
}
