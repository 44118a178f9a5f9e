import { foldedText } from '../../../domain/text';
import type { MarcField } from './marc-record';

/** Marks of ISBD that part what follows, and a comma: punctuation at the end, not text. */
const MARK_AT_END = /(?:\s+[/:;=]|,)+\s*$/;
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
  for (const [code, text] of field.subfields) {
    const before = parts[code];
    const piece = plain(text);
    if (before !== undefined && piece !== '') name = name === '' ? piece : joined(name, before, piece);
  }
  const article = Number(field.tag === '245' ? field.indicators[1] : '0');
  return {
    name: withoutMark(name),
    sortsFrom: markedArticle(field) ?? (Number.isInteger(article) ? article : 0),
  };
}

/** Who made it, as the field says: a name's parts without dates and functions. */
export function nameIn(field: MarcField, codes: string, between = ' '): string {
  const parts = field.subfields.filter(([code, text]) => codes.includes(code) && plain(text) !== '');
  return withoutMark(parts.map(([, text]) => plain(text)).join(between));
}

/** Text without ISBD's marks at its end. */
export const withoutMark = (text: string): string => text.replace(MARK_AT_END, '').trim();

function joined(name: string, before: string, piece: string): string {
  if (PARTING.test(name)) return `${name} ${piece}`;
  const bare = name.replace(/\s+\/$/, '');
  // A part's name follows its number after a comma, else the title after a full stop.
  return `${bare}${PUNCTUATED.test(bare) && /^[.,]/.test(before) ? ' ' : before}${piece}`;
}

/** An article may be marked in the text itself: U+0098 before it, U+009C behind. */
function markedArticle({ subfields }: MarcField): number | undefined {
  const [, text = ''] = subfields.find(([code]) => code === 'a') ?? [];
  return /^\s*\u0098([^\u009c]*)\u009c/.exec(text)?.[1]?.length;
}

const plain = (text: string) => foldedText(text).replace(/\s{2,}/g, ' ');
