/** Why an update or settings are not taken. The code is stable; the reason is for a person. */
export type Refusal = { readonly code: RefusalCode; readonly reason: string };

export type RefusalCode =
  | 'unknown-document'
  | 'no-slots'
  | 'not-a-bundle'
  | 'unsigned'
  | 'bad-signature'
  | 'other-version'
  | 'older'
  | 'other-architecture'
  | 'other-parts'
  | 'too-large'
  | 'disk-full'
  | 'cut'
  | 'altered'
  | 'download-failed'
  | 'write-failed';

export const refusal = (code: RefusalCode, reason: string): Refusal => ({ code, reason });
