/** Where a record keeps the barcodes of its copies. */
export type CopyPlace = { readonly tag: string; readonly code: string };

/** Holdings of MARC 21, Koha, Sierra, and UNIMARC in France. */
export const USUAL_COPIES: readonly CopyPlace[] = [
  { tag: '852', code: 'p' },
  { tag: '952', code: 'p' },
  { tag: '949', code: 'i' },
  { tag: '995', code: 'f' },
];

const FORM = /^([0-9A-Za-z]{3})\$?([!-~])$/;

/** The field and the code of `952p` or `952$p`; undefined for anything else. */
export function parseCopyPlace(text: string): CopyPlace | undefined {
  const [, tag, code] = FORM.exec(text) ?? [];
  return tag === undefined || code === undefined || tag.startsWith('00') ? undefined : { tag, code };
}
