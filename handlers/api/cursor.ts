import { canonicalJson, sha256 } from '../../app/events/event-digest';
import { hasLoneSurrogate } from '../../domain/text';
import { Problem } from './problem';

type Asked = { readonly limit: number; readonly cursor?: string | undefined };
type Found<Item> = { readonly items: readonly Item[]; readonly next?: string };

/** Enough that no question meets another by chance. It keeps no secret: who makes a cursor up sees no more than with
 *  a filter of their own. */
const MARK_LENGTH = 16;
/** DynamoDB refuses a longer sort key, and an empty one. */
const MAX_PLACE_BYTES = 1_024;

/** The page of a list that a query asks for. What is in the query beside `limit` and `cursor` is the question, as it
 *  was understood, and a cursor belongs to its question. It names the item after which to go on, not where that is
 *  stored, so it holds while the list changes, with another limit and across a rebuild.
 *  Errors: Problem `invalid-cursor`. */
export function askedPage<Query extends Asked>(list: string, { limit, cursor, ...filter }: Query) {
  const question = canonicalJson([list, filter]);
  const cursorAt = (position: string | undefined) =>
    position === undefined ? null : encode(question, position);
  return {
    filter,
    page: { limit, after: cursor === undefined ? undefined : decode(question, cursor) },
    cursorAt,
    /** A page as it is answered; `cursor` is null at the end of the list. */
    answer: <Item>({ items, next }: Found<Item>) => ({ items: [...items], cursor: cursorAt(next) }),
  };
}

function encode(question: string, position: string): string {
  const mark = sha256(canonicalJson([question, position])).slice(0, MARK_LENGTH);
  return Buffer.from(mark + position).toString('base64url');
}

function decode(question: string, cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString().slice(MARK_LENGTH);
  const isPlace =
    position !== '' && Buffer.byteLength(position) <= MAX_PLACE_BYTES && !hasLoneSurrogate(position);
  if (isPlace && encode(question, position) === cursor) return position;
  throw new Problem(
    'invalid-cursor',
    'This cursor is of another list, or of this one with another filter. Ask without it to begin again.',
  );
}
