import { foldedText } from '../../../domain/text';
import { type MarcField, subfieldsOf, textsOf } from './marc-record';

/** Marks of ISBD: punctuation behind a blank. */
const MARKS = '/:;=';
const PARTING = /\s[:;=]$/;
const PUNCTUATED = /[.,:;=?!]$/;

/** What stands before a part of a title where its record does not say it. */
const MARC21_PARTS: Parts = { a: ' ; ', b: ' : ', n: '. ', p: ', ' };
const UNIMARC_PARTS: Parts = { a: ' ; ', d: ' = ', e: ' : ', h: '. ', i: ', ' };
type Parts = Readonly<Record<string, string>>;

/** A title's text as people read it, and how many of its characters are an article that sorting skips. */
export type MarcTitle = { readonly name: string; readonly sortsFrom: number };

/** The title of MARC 21's 245 or UNIMARC's 200, without what is not a part of it. */
export function titleOf(field: MarcField): MarcTitle {
  const parts = field.tag === '200' ? UNIMARC_PARTS : MARC21_PARTS;
  let name = '';
  for (const [code, text] of subfieldsOf(field)) {
    const before = parts[code];
    const piece = plain(text);
    if (before !== undefined && piece !== '') name = name === '' ? piece : joined(name, before, piece);
  }
  const article = Number(field.tag === '245' ? field.text[1] : '0');
  return {
    name: withoutMark(name),
    sortsFrom: markedArticle(field) ?? (Number.isInteger(article) ? article : 0),
  };
}

/** Who made it, as the field says: a name's parts without dates and functions. */
export function nameIn(field: MarcField, codes: string, between = ' '): string {
  let name = '';
  for (const [code, text] of subfieldsOf(field)) {
    const piece = codes.includes(code) ? plain(text) : '';
    if (piece !== '') name = name === '' ? piece : name + between + piece;
  }
  return withoutMark(name);
}

/** Text without ISBD's marks, and commas, at its end. */
export function withoutMark(text: string): string {
  let end = text.length;
  for (;;) {
    const last = text.charAt(end - 1);
    // Without a blank before it a mark is a part of a word; alone it is nothing.
    const isMark = last !== '' && MARKS.includes(last) && (end === 1 || text.charAt(end - 2) === ' ');
    if (last !== ',' && last !== ' ' && !isMark) return text.slice(0, end);
    end -= 1;
  }
}

function joined(name: string, before: string, piece: string): string {
  if (PARTING.test(name)) return `${name} ${piece}`;
  const bare = name.replace(/\s+\/$/, '');
  // A part's name follows its number after a comma, else the title after a full stop.
  return `${bare}${PUNCTUATED.test(bare) && /^[.,]/.test(before) ? ' ' : before}${piece}`;
}

/** An article may be marked in the text itself: U+0098 before it, U+009C behind. */
function markedArticle(field: MarcField): number | undefined {
  const [text = ''] = field.text.includes('\u0098') ? textsOf(field, 'a') : [];
  return /^\s*\u0098([^\u009c]*)\u009c/.exec(text)?.[1]?.length;
}

/** Most titles: there is nothing to fold in them. */
const PRINTED = /^[ -~]*$/;

function plain(text: string): string {
  const folded = PRINTED.test(text) ? text.trim() : foldedText(text);
  return folded.includes('  ') ? folded.replace(/\s{2,}/g, ' ') : folded;
}
