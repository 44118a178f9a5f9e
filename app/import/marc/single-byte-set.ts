/** What each byte stands for: one character, or nothing for the second half of a mark over two letters. */
export type SingleByteSet = ReadonlyMap<number, string>;

/** Characters of consecutive bytes; a blank is a byte without one. */
export const setFrom = (first: number, characters: string, silent: readonly number[] = []): SingleByteSet =>
  new Map([
    ...[...characters].flatMap((character, i): [number, string][] =>
      character === ' ' ? [] : [[first + i, character]],
    ),
    ...silent.map((byte): [number, string] => [byte, '']),
  ]);

/** The superscript alef stands behind its letter already: the Library of Congress marks it as no combining sign. */
const MARK = /^(?!\u0670)\p{M}$/u;

/** Puts each mark behind its letter, as Unicode has it: in the sets of libraries it stands before. */
export class MarkedText {
  #text = '';
  #marks = '';

  add(character: string): void {
    if (MARK.test(character)) this.#marks += character;
    else if (character !== '') {
      this.#text += character + this.#marks;
      this.#marks = '';
    }
  }

  /** A mark belongs to no letter of the next subfield. */
  separate(separator: string): void {
    if (this.#marks !== '') this.add(' ');
    this.#text += separator;
  }

  /** The text in NFC. */
  toString(): string {
    this.separate('');
    return this.#text.normalize('NFC');
  }
}
