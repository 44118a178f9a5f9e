/** What of a reader a fault is about, for programs that tell a person where to look. */
export type FaultKind = 'config' | 'identity' | 'broker' | 'spool' | 'chip' | 'files' | 'machine';

/** First match counts. */
const KINDS: readonly (readonly [FaultKind, RegExp])[] = [
  ['config', /^config-/],
  ['identity', /^(key|certificate|ca|own-certificate)-/],
  ['broker', /^(broker-|connection-refused$|not-permitted$)/],
  ['spool', /^(spool-|disk-full$)/],
  ['chip', /^(spi|chip)-/],
  ['files', /^(script|feedback|update-keys)-/],
];

/** By the fault's stable code. */
export const faultKind = (code: string): FaultKind =>
  KINDS.find(([, codes]) => codes.test(code))?.[0] ?? 'machine';
