import type { WriteOutcome } from '../tags/tag-source';
import type { Chip } from './exchange';
import type { Found } from './look-at-antenna';
import { writeTag } from './write-tag';

export type WaitingWrite = {
  /** Writes the tag that was found, if one was. Answers whether the waiting is over. */
  offer(found: Found, chip: Chip): boolean;
  giveUp(): void;
};

/** Waits for a tag to write, until `signal` aborts. `adopt` is told of the tag before anything is written. */
export function waitForTag(text: string, signal: AbortSignal, adopt: (tagId: string) => void) {
  let settle: (outcome: WriteOutcome) => void = () => undefined;
  const outcome = new Promise<WriteOutcome>((resolve) => {
    settle = resolve;
  });
  const giveUp = () => settle(NO_TAG);
  const waiting: WaitingWrite = {
    offer: (found, chip) => {
      if (found.kind === 'something' && found.collision) settle(TWO_TAGS);
      else if (found.kind !== 'tag') return false;
      else {
        adopt(found.tagId);
        settle(writeTag(chip, found.tagId, text));
      }
      signal.removeEventListener('abort', giveUp);
      return true;
    },
    giveUp,
  };
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  return { waiting, outcome };
}

const nothingWritten = (code: 'no-tag' | 'two-tags', message: string): WriteOutcome => ({
  kind: 'failed',
  code,
  message,
  tagId: null,
  tag: 'unchanged',
});
const NO_TAG = nothingWritten('no-tag', 'No tag was laid on the reader: nothing was written.');
const TWO_TAGS = nothingWritten(
  'two-tags',
  'Two tags lie on the reader: nothing was written. Lay one there alone.',
);
