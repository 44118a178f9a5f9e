import { spawnSync } from 'node:child_process';
import { decodeIso5426 } from '../../../../app/import/marc/iso-5426';
import { decodeMarc8 } from '../../../../app/import/marc/marc-8';

const marc8 = (...bytes: number[]) => decodeMarc8(Uint8Array.from(bytes));
const iso5426 = (...bytes: number[]) => decodeIso5426(Uint8Array.from(bytes));
const bytesOf = (text: string) => [...Buffer.from(text, 'latin1')];

describe('MARC-8', () => {
  it.each<[string, number[], string]>([
    ['acute and e', [0xe2, 0x65], 'é'],
    ['two marks and a letter', [0xe8, 0xe5, 0x75], 'ǖ'],
    ['cedilla and c', [0xf0, 0x63], 'ç'],
    ['letters of their own', [0xa1, 0xb5, 0xc7], 'Łæß'],
    ['not-sorted marks', [0x88, 0x41, 0x89], '\u0098A\u009c'],
    ['a mark without a letter', [0x41, 0xe2, 0x1f, 0x61], 'A \u0301\x1fa'],
    ['Cyrillic, then ASCII', [...bytesOf('\x1b(NmOSKWA\x1b(B!')], 'Москва!'],
    ['Hebrew in the upper half', [0x1b, 0x29, 0x32, 0x41, 0xe0, 0xe1], 'Aאב'],
    ['sets that end with their subfield', [...bytesOf('\x1bga\x1faa')], 'α\x1faa'],
  ])('has %s', (_, bytes, text) => {
    expect(marc8(...bytes)).toBe(text);
  });
});

describe('ISO 5426', () => {
  it.each<[string, number[], string]>([
    ['acute and e', [0xc2, 0x65], 'é'],
    ['umlaut and trema', [0xc8, 0x61, 0xc9, 0x55], 'äÜ'],
    ['cedilla and c', [0xd0, 0x63], 'ç'],
    ['letters of their own', [0xe8, 0xf1, 0xfb, 0xe1], 'ŁæßÆ'],
  ])('has %s', (_, bytes, text) => {
    expect(iso5426(...bytes)).toBe(text);
  });

  it.each([0x80, 0xb3, 0xe0, 0xff, 0x1b, 0x7f])('has no character for %d', (byte) => {
    expect(iso5426(byte)).toMatchObject({ problem: expect.stringContaining('no character of ISO 5426') });
  });
});

const withoutYaz = spawnSync('yaz-iconv', ['-V']).error !== undefined;
const whereYazIs = withoutYaz ? it.skip : it;

/** yaz-iconv 5.34.0 reads 64 bytes at once, and a mark that ends them joins the letter before. */
const CELL = 16;

/** What yaz makes of the same lines, composed; it leaves out what it does not know, line ends too. */
function byYaz(set: string, lines: readonly (readonly number[])[]): string[] {
  const input = Buffer.alloc(lines.length * CELL, '~');
  for (const [i, line] of lines.entries()) input.set(line, i * CELL);
  const { stdout } = spawnSync('yaz-iconv', ['-f', set, '-t', 'utf8'], { input });
  return stdout.toString().normalize('NFC').split(/~+/).slice(0, -1);
}

/** What a probe reads as, or its last letters where its byte is of no set. */
const textOr = (decoded: ReturnType<typeof decodeMarc8>, without: string) =>
  typeof decoded === 'string' ? decoded : without;
const bytesFrom = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const named = (lines: readonly string[], first: number) => lines.map((line, i) => [first + i, line]);

describe(`yaz-iconv${withoutYaz ? ', which is not installed (Debian package yaz): skipped,' : ''}`, () => {
  // A mark joins the letter behind it.
  const high = bytesFrom(0x80, 0x100).map((byte) => [byte, 0x78, 0x2e]);

  whereYazIs.each([
    ['MARC-8', 'marc8', marc8],
    ['ISO 5426', 'iso5426', iso5426],
  ] as const)('agrees about every byte of %s', (_, set, decode) => {
    const ours = high.map((bytes) => textOr(decode(...bytes), 'x.'));
    expect(named(ours, 0x80)).toEqual(named(byYaz(set, high), 0x80));
  });

  whereYazIs.each(['(N', '(Q', '(S', '(2', '(3', '(4', '(!E', 'b', 'p', 'g'])(
    'agrees about every byte of the set that ESC %s calls',
    (sequence) => {
      const back = bytesOf(`${sequence.startsWith('(') ? '\x1b(B' : '\x1bs'}x.`);
      const lines = bytesFrom(0x21, 0x7f).map((byte) => [...bytesOf(`\x1b${sequence}`), byte, ...back]);
      const ours = lines.map((bytes) => textOr(marc8(...bytes), 'x.'));
      expect(named(ours, 0x21)).toEqual(named(byYaz('marc8', lines), 0x21));
    },
  );
});
