import { chunksOf } from '../lib/chunks-of';
import type { Letter, LetterBox } from './letters';
import type { Place } from './places';
import { type Senders, Unsendable } from './senders';

export type Kept = { readonly id: string; readonly parkedAt: string; readonly reason: string };
export type Redriven = { readonly sent: number; readonly kept: readonly Kept[] };

export type RedriveOptions = {
  /** Told after each letter how many were tried so far. */
  readonly onProgress: (tried: number) => void;
  readonly signal: AbortSignal;
  /** What was parked later is left alone. */
  readonly before: string;
};

const AT_ONCE = 8;

/** Sends again all that lies in a place. A letter is removed only after it was accepted; one that is refused
 *  stays, with the reason told. A run that breaks off between the two leaves it there: sending it again changes
 *  nothing. Errors: throws what is no fault of a letter, such as a denied call, with the rest left in place. */
export async function redrivePlace(
  { resend }: Place,
  box: LetterBox,
  senders: Senders,
  { onProgress, signal, before }: RedriveOptions,
): Promise<Redriven> {
  let sent = 0;
  const kept: Kept[] = [];
  const sendOne = async (letter: Letter) => {
    try {
      await resend(letter, senders);
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error;
      kept.push({ id: letter.id, parkedAt: letter.parkedAt, reason: error.message });
      onProgress(sent + kept.length);
      return;
    }
    await box.remove(letter);
    sent += 1;
    onProgress(sent + kept.length);
  };
  try {
    for await (const letters of chunksOf(box.take(before), AT_ONCE)) {
      signal.throwIfAborted();
      const outcomes = await Promise.allSettled(letters.map(sendOne));
      const fault = outcomes.find((outcome) => outcome.status === 'rejected');
      if (fault) throw fault.reason;
    }
  } finally {
    await box.release();
  }
  return { sent, kept };
}
