import { z } from 'zod';
import { hasLoneSurrogate } from '../../domain/text';
import { Problem } from './problem';

const content = z.tuple([z.string(), z.string()]);

/** A place in a list, opaque to clients. It says after which item to go on, not where that item is stored,
 *  so it holds while the list changes and across a rebuild. */
export const encodeCursor = (list: string, position: string) =>
  Buffer.from(JSON.stringify([list, position])).toString('base64url');

/** The place that a cursor of this list names. Errors: Problem `invalid-cursor`. */
export function decodeCursor(list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [name, position] = content.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (name === list && !hasLoneSurrogate(position)) return position;
  } catch (fault) {
    if (!(fault instanceof SyntaxError || fault instanceof z.ZodError)) throw fault;
  }
  throw new Problem(
    'invalid-cursor',
    `This cursor is not from the list "${list}". Ask without one to begin again.`,
  );
}

/** A page as it is answered; `cursor` is null at the end of the list. */
export const toAnswer = <Item>(
  list: string,
  { items, next }: { readonly items: readonly Item[]; readonly next?: string },
) => ({ items: [...items], cursor: next === undefined ? null : encodeCursor(list, next) });
