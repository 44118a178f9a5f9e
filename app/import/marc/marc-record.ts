/** One field of a record: a control field's value, or two indicators and subfields, each begun by a delimiter and a
 *  code. */
export type MarcField = { readonly tag: string; readonly text: string };

export type MarcRecord = { readonly leader: string; readonly fields: readonly MarcField[] };

/** One record of a file, numbered from 1, or why it cannot be read. */
export type MarcRead =
  | { readonly number: number; readonly record: MarcRecord }
  | { readonly number: number; readonly problem: string };

/** Bytes in, records out. What a push leaves unfinished is kept until the next. */
export type MarcReader = {
  push(bytes: Uint8Array): readonly MarcRead[];
  /** What is left once the file has ended. */
  end(): readonly MarcRead[];
};

/** No record of a library comes near it; what claims more is refused instead of held. */
export const MAX_RECORD = 16 * 1024 * 1024;

export const DELIMITER = '\x1f';

/** A field's subfields, code and text, in the order of the record. */
export function subfieldsOf({ text }: MarcField): [code: string, text: string][] {
  const found: [string, string][] = [];
  for (let at = text.indexOf(DELIMITER); at >= 0; ) {
    const next = text.indexOf(DELIMITER, at + 1);
    const end = next < 0 ? text.length : next;
    if (end > at + 1) {
      const code = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
      found.push([code, text.slice(at + 1 + code.length, end)]);
    }
    at = next;
  }
  return found;
}

/** The texts of a field's subfields of one code. */
export function textsOf({ text }: MarcField, code: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(DELIMITER); at >= 0; ) {
    const next = text.indexOf(DELIMITER, at + 1);
    if (text.startsWith(code, at + 1))
      found.push(text.slice(at + 1 + code.length, next < 0 ? text.length : next));
    at = next;
  }
  return found;
}
