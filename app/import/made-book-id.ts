import { sha256 } from '../events/event-digest';

const MAX_ID = 64;
const HASH_DIGITS = 12;

/** A book's id where its system has none: its ISBN, else its title in small letters and hyphens, which is shortened and
 *  made sure by a hash where it is long. Empty for a book with neither. */
export function madeBookId(isbn: string, title: string): string {
  const [first = ''] = isbn.split(' ');
  if (/^\d{13}$/.test(first)) return first;
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  // Signs alone can be a title too.
  if (words === '') return title === '' ? '' : `title-${sha256(title).slice(0, HASH_DIGITS)}`;
  const letters = [...words];
  if (letters.length <= MAX_ID) return words;
  const kept = letters.slice(0, MAX_ID - HASH_DIGITS - 1).join('');
  return `${kept}-${sha256(title).slice(0, HASH_DIGITS)}`;
}
