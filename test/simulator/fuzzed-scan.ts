import type { Random } from './random';

/** A scan as JSON text, by field: each value is JSON itself, so that it may be what no object can hold. */
type Fields = Record<string, string>;

export type FuzzedScan = {
  readonly json: string;
  readonly isGood: boolean;
  /** The same scan without what is wrong with it. */
  readonly goodJson: string;
  /** Where it is stored: stream and event id. */
  readonly place: string;
};

type Edit = (fields: Fields, random: Random) => Fields;

const text = (value: unknown) => JSON.stringify(value);
const set = (name: string, ...values: readonly string[]): Edit => {
  return (fields, random) => ({ ...fields, [name]: values[random.below(values.length)] ?? 'null' });
};
const without =
  (name: string): Edit =>
  ({ [name]: _, ...rest }) =>
    rest;
const nested = (depth: number) => `${'{"a":['.repeat(depth / 2)}1${']}'.repeat(depth / 2)}`;

/** What a reader may do. None of it moves a scan to another place. */
const ALLOWED: readonly Edit[] = [
  (fields) => fields,
  set('mode', ...['toggle', 'checkout', 'return', 'inventory', null].map(text)),
  set('text', ...['', null, 'book-77\0\0', '\u00a0 book \0', 'ü📚'.repeat(80), 'x'.repeat(256)].map(text)),
  set('clockSynced', 'true', 'false', 'null'),
  set('seq', '0', '-4711', '9007199254740991', 'null', '1e3'),
  set('bootId', text('boot-1'), '""', 'null'),
  set(
    'scannedAt',
    ...['2026-11-22T10:15:02+01:00', '2026-11-22t09:15:02.123456789z', '2016-12-31T23:59:60Z'].map(text),
  ),
  set('extra', '1e300', '[]', nested(30), text({ deep: [1, null, '…'] })),
  set('__proto__', '{"polluted":true}'),
  set('', '"a field without a name"'),
  set('scans', 'null'),
];

/** What makes it no scan by the contract. */
const FORBIDDEN: readonly Edit[] = [
  without('scanId'),
  without('tagId'),
  without('scannedAt'),
  set(
    'scanId',
    'null',
    '""',
    '17',
    'true',
    text('a b'),
    text('ä'),
    text('x'.repeat(65)),
    '["a"]',
    text('a\n'),
  ),
  set(
    'tagId',
    'null',
    '""',
    '-1',
    '1.5',
    '9007199254740992',
    text('a/b'),
    text('t'.repeat(65)),
    '{}',
    'true',
  ),
  set('scannedAt', 'null', '""', '1763800502114', text('2026-11-22T09:15:02'), text('2026-02-30T09:15:02Z')),
  set('scannedAt', text('2026-11-22T24:00:00Z'), text('22.11.2026'), text('2016-12-31T12:00:60Z'), '[]'),
  set('mode', '"borrow"', '""', '1', '"Toggle"', '{}'),
  set('text', text('x'.repeat(257)), '7', '"\\ud800"', '[]'),
  set('clockSynced', '"true"', '1', '0'),
  set('seq', '1.5', '"1"', '1e300', '{}'),
  set('bootId', '7', '"\\udc00"', '[]'),
  set('extra', '"\\ud83d"', '1e999', nested(34)),
  set('\ud800', '1'),
];

/** A scan with fresh ids, changed as readers may or may not. */
export function fuzzedScan(random: Random, scanId: string): FuzzedScan {
  const isNumber = random.chance(0.2);
  const tagId = String(random.below(50));
  const plain: Fields = {
    scanId: text(scanId),
    tagId: isNumber ? tagId : text(tagId),
    scannedAt: text('2026-11-22T09:15:02.114Z'),
  };
  let good = plain;
  for (let edits = random.below(3); edits > 0; edits -= 1) good = one(ALLOWED, random)(good, random);
  const isGood = random.chance(0.6);
  const json = jsonOf(isGood ? good : one(FORBIDDEN, random)(good, random));
  return { json, isGood, goodJson: jsonOf(good), place: `tag#${tagId} scan#${scanId}` };
}

const one = (edits: readonly Edit[], random: Random): Edit => edits[random.below(edits.length)]!;

const jsonOf = (fields: Fields) =>
  `{${Object.entries(fields)
    .map(([name, value]) => `${text(name)}:${value}`)
    .join(',')}}`;
