import { tagIdOf } from '../tags/tag-id';
import type { WriteOutcome } from '../tags/tag-source';
import { type PlaceWrite, sameBytes } from '../tags/write-plan';
import type { Chip } from './exchange';
import { memoryKindOf } from './read-memory';
import { letRest, selectTag, wakeUp } from './select-tag';
import { failedWrite, NO_MEMORY, READ_ONLY, type WriteProgress } from './write-outcome';
import { classicWriting, type2Writing, type Writing } from './writings';

const TRIES = 3;

/** Writes a text to the tag with this id. Each of up to three tries reads what is there and writes what differs;
 *  the next reads it back and compares. Says in any case what the tag holds in the end. */
export function writeTag(chip: Chip, tagId: string, text: string): WriteOutcome {
  const progress: WriteProgress = {
    tagId,
    text,
    first: null,
    last: null,
    begun: false,
    refused: false,
    locked: 0,
  };
  // The last pass only reads back.
  for (let pass = 0; pass <= TRIES; pass++) {
    progress.last = null;
    const outcome = inSession(chip, tagId, (writing) => onePass(writing, progress, pass < TRIES));
    // Once something was written, "refused: nothing was written" would not be true.
    if (outcome && !(progress.begun && outcome.kind === 'refused')) return outcome;
  }
  return failedWrite(progress);
}

/** Wakes and selects this tag, and lets it rest again; undefined where it does not answer. Any other tag is left
 *  alone. */
function inSession(
  chip: Chip,
  tagId: string,
  work: (writing: Writing) => WriteOutcome | undefined,
): WriteOutcome | undefined {
  if (wakeUp(chip) !== 'awake') return undefined;
  const tag = selectTag(chip);
  if (typeof tag === 'string' || tagIdOf(tag.uid) !== tagId) return undefined;
  const kind = memoryKindOf(tag);
  if (kind === 'none') return NO_MEMORY;
  const outcome = work(kind === 'classic' ? classicWriting(chip, tag) : type2Writing(chip));
  letRest(chip);
  return outcome;
}

/** Undefined where another pass is needed. */
function onePass(writing: Writing, progress: WriteProgress, mayWrite: boolean): WriteOutcome | undefined {
  const memory = writing.read();
  if (memory === 'locked') progress.locked += 1;
  if (typeof memory === 'string') return undefined;
  const planned = writing.plan(progress.text, memory);
  if (!planned.ok) return { kind: 'refused', ...planned.refusal };
  const { wanted, writes } = planned.value;
  const now = writing.readBack(memory, wanted.length);
  if (!now) return undefined;
  progress.first ??= now;
  progress.last = now;
  if (sameBytes(now, wanted)) return { kind: 'written', tagId: progress.tagId, text: progress.text };
  if (memory.readOnly) return READ_ONLY;
  if (mayWrite) putAll(writing, writes, progress);
  return undefined;
}

function putAll(writing: Writing, writes: readonly PlaceWrite[], progress: WriteProgress): void {
  for (const write of writes) {
    progress.begun = true;
    const done = writing.put(write);
    if (done === 'refused') progress.refused = true;
    if (done !== 'done') return;
  }
}
