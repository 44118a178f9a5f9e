import { tagIdOf } from '../tags/tag-id';
import type { Chip, Failure } from './exchange';
import { type Content, readContent } from './read-memory';
import { letRest, type SelectedTag, selectTag, wakeUp } from './select-tag';

/** What one look at the antenna found. A tag's `content` is null where it was not asked for, or did not come whole
 *  in three tries. `something`: answers that were not understood, three times two tags at once where `collision`. */
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

/** As often a memory that did not come whole is read again, and two tags are asked again. */
const SAME = 3;
/** And as often whatever answers and is not understood: in a bad field a tag may lie there for less than a second. */
const TRIES = 8;
const LOCKED: Content = { text: '', characters: '', quality: 'locked' };

export type LookOptions = {
  /** Whether the memory of this tag is wanted, too. */
  readonly wantsContent: (tagId: string) => boolean;
};

/** Looks until what lies there is read whole: its memory in up to three tries, its id in up to eight. Silence is
 *  believed at once. */
export function lookAtAntenna(chip: Chip, { wantsContent }: LookOptions): Found {
  const tries: Try[] = [];
  while (tries.length < TRIES && !isEnough(tries)) tries.push(tryOnce(chip, wantsContent));
  return { ...verdict(tries), failures: tries.flatMap(failuresOf) };
}

function isEnough(tries: readonly Try[]): boolean {
  const last = tries.at(-1);
  if (!last) return false;
  if (last.kind === 'tag' && (last.content === null || typeof last.content === 'object')) return true;
  if (last.kind === 'no-chip' || (last.kind === 'silence' && !last.woken)) return true;
  return count(tries, 'tag') >= SAME || count(tries, 'collision') >= SAME;
}

const count = (tries: readonly Try[], kind: Try['kind']) =>
  tries.filter((tried) => tried.kind === kind).length;

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
  return { kind: 'something', collision: count(tries, 'collision') >= SAME };
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
