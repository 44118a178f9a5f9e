import { tagIdOf } from '../tags/tag-id';
import type { Chip, Failure } from './exchange';
import { type Content, readContent } from './read-memory';
import { letRest, type SelectedTag, selectTag, wakeUp } from './select-tag';

/** What one look at the antenna found. A tag's `content` is null where it was not asked for, or did not come whole
 *  in three tries. `something`: answers that were not understood, in every try two tags where `collision`. */
export type Look =
  | {
      readonly kind: 'tag';
      readonly tagId: string;
      readonly tag: SelectedTag;
      readonly content: Content | null;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'something'; readonly collision: boolean }
  | { readonly kind: 'no-chip' };

export type Found = Look & { readonly failures: readonly LookFailure[] };
export type LookFailure = Exclude<Failure, 'silence'> | 'locked' | 'failed';

type Try =
  | {
      readonly kind: 'tag';
      readonly tag: SelectedTag;
      readonly content: Content | 'locked' | 'failed' | null;
    }
  | { readonly kind: Failure; readonly woken: boolean };

const TRIES = 3;
const LOCKED: Content = { text: '', characters: '', quality: 'locked' };

export type LookOptions = {
  /** Whether the memory of this tag is wanted, too. */
  readonly wantsContent: (tagId: string) => boolean;
};

/** Looks up to three times, until what lies there is read whole.  */
export function lookAtAntenna(chip: Chip, { wantsContent }: LookOptions): Found {
  const tries: Try[] = [];
  while (tries.length < TRIES) {
    const tried = tryOnce(chip, wantsContent);
    tries.push(tried);
    if (isEnough(tried)) break;
  }
  return { ...verdict(tries), failures: tries.flatMap(failuresOf) };
}

function isEnough(tried: Try): boolean {
  if (tried.kind === 'tag') return tried.content === null || typeof tried.content === 'object';
  return tried.kind === 'no-chip' || (tried.kind === 'silence' && !tried.woken);
}

function tryOnce(chip: Chip, wantsContent: LookOptions['wantsContent']): Try {
  const woken = wakeUp(chip);
  if (woken !== 'awake') return { kind: woken, woken: false };
  const tag = selectTag(chip);
  if (typeof tag === 'string') return { kind: tag, woken: true };
  const content = wantsContent(tagIdOf(tag.uid)) ? readContent(chip, tag) : null;
  letRest(chip);
  return { kind: 'tag', tag, content };
}

function verdict(tries: readonly Try[]): Look {
  const read = tries.flatMap((tried) => (tried.kind === 'tag' ? [tried] : []));
  const last = read.at(-1);
  if (last) {
    const tagId = tagIdOf(last.tag.uid);
    const same = read.filter(({ tag }) => tagIdOf(tag.uid) === tagId);
    return { kind: 'tag', tagId, tag: last.tag, content: contentOf(same) };
  }
  if (tries.some(({ kind }) => kind === 'no-chip')) return { kind: 'no-chip' };
  if (tries.every((tried) => tried.kind === 'silence' && !tried.woken)) return { kind: 'nothing' };
  return { kind: 'something', collision: tries.every(({ kind }) => kind === 'collision') };
}

/** A key is called wrong when it was refused at every one of several tries: once may be a tag on its way out. */
function contentOf(read: ReadonlyArray<Extract<Try, { kind: 'tag' }>>): Content | null {
  const last = read.at(-1)?.content ?? null;
  if (last !== null && typeof last === 'object') return last;
  return read.length > 1 && read.every(({ content }) => content === 'locked') ? LOCKED : null;
}

function failuresOf(tried: Try): LookFailure[] {
  if (tried.kind === 'tag') return typeof tried.content === 'string' ? [tried.content] : [];
  if (tried.kind === 'silence') return tried.woken ? ['garbled'] : [];
  return [tried.kind];
}
