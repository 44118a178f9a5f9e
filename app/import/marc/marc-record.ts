/** One field of a record. Control fields (00X) have a value, all others subfields. */
export type MarcField = {
  readonly tag: string;
  readonly indicators: string;
  readonly value: string;
  /** Code and text, in the order of the record. */
  readonly subfields: readonly (readonly [string, string])[];
};

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

export const fieldsOf = (record: MarcRecord, tag: string): readonly MarcField[] =>
  record.fields.filter((field) => field.tag === tag);

/** The texts of a field's subfields of one code. */
export const textsOf = (field: MarcField, code: string): readonly string[] =>
  field.subfields.flatMap(([found, text]) => (found === code ? [text] : []));

/** Titles stand in 245 in MARC 21 and in 200 in UNIMARC, whatever a record's marks say. */
export const isUnimarcByTags = (has: (tag: string) => boolean): boolean => has('200') && !has('245');
