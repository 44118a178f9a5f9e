/** Accents of Latin, Greek and Cyrillic, and the points of Hebrew and Arabic. */
const ACCENTS = /[\u0300-\u036f]|(?=\p{Mn})[\u0591-\u05c7\u064b-\u0670]/gu;
const APOSTROPHES = /['`´ʹʻʼ‘’′]/g;
/** Most texts, which need no taking apart. */
const ASCII = /^[\x20-\x7e]*$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}]+/gu;

/** Letters that Unicode does not take apart, as people without them type them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};

/** A text as it is compared in a search: without accents, case and punctuation, its words apart by one blank. A text
 *  without letters and digits is its signs. */
export function searchWords(text: string): string {
  const letters = (ASCII.test(text) ? text.toLowerCase() : unaccented(text)).replace(APOSTROPHES, '').trim();
  return letters.replace(BETWEEN_WORDS, ' ').trim() || letters;
}

const unaccented = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(UNSEEN, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(/[ßæœøłđðþħıς]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC');
