import type { WriteFailure, WriteOutcome } from '../tags/tag-source';
import { sameBytes } from '../tags/write-plan';

/** How far a write has come. */
export type WriteProgress = {
  readonly tagId: string;
  readonly text: string;
  /** The bytes before the first write, and as the last pass read them; null where they were not read. */
  first: readonly number[] | null;
  last: readonly number[] | null;
  /** Whether a write was sent at all, and whether the tag said no to one. */
  begun: boolean;
  refused: boolean;
  /** How often the key was refused. */
  locked: number;
};

export const NO_MEMORY: WriteOutcome = {
  kind: 'refused',
  code: 'no-memory',
  message: 'This kind of tag has no memory that is written here.',
};
export const READ_ONLY: WriteOutcome = {
  kind: 'refused',
  code: 'read-only',
  message: 'This tag can only be read: nothing was written.',
};

/** What a write that did not succeed left behind. */
export function failedWrite(progress: WriteProgress): WriteOutcome {
  if (!progress.begun) return neverBegun(progress);
  const { first, last, refused } = progress;
  if (!last || !first) return failed(progress, 'tag-gone', 'unknown', TAKEN_AWAY);
  if (!sameBytes(first, last)) return failed(progress, 'not-as-written', 'half-written', HALF_WRITTEN);
  return refused ? READ_ONLY : failed(progress, 'not-as-written', 'unchanged', NOT_TAKEN);
}

function neverBegun(progress: WriteProgress): WriteOutcome {
  if (progress.locked > 1) return failed(progress, 'locked', 'unchanged', OTHER_KEY);
  return failed(progress, 'tag-gone', 'unchanged', NOT_READ);
}

const failed = (
  { tagId }: WriteProgress,
  code: WriteFailure,
  tag: 'unchanged' | 'half-written' | 'unknown',
  message: string,
): WriteOutcome => ({ kind: 'failed', code, message, tagId, tag });

const TAKEN_AWAY =
  'The tag could not be read back: it may be half written. Lay it there again and write it again before it is used.';
const HALF_WRITTEN = 'The tag is half written: write it again, or take another, before it is used.';
const NOT_TAKEN = 'The tag did not take the text: it holds what it held before.';
const OTHER_KEY = 'The tag’s memory is under another key: nothing was written.';
const NOT_READ = 'The tag could not be read: nothing was written. Lay it flat and leave it there.';
