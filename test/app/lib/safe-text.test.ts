import fc from 'fast-check';
import { safeJson, safeText } from '../../../app/lib/safe-text';

const NAMED: readonly (readonly [string, string, string])[] = [
  ['ESC, which begins a command to the terminal', '\u001b[2Jgone', '\\u001b[2Jgone'],
  ['the one-byte form of it, C1', '\u009b31mred', '\\u009b31mred'],
  ['BEL and NUL', 'a\u0007b\u0000', 'a\\u0007b\\u0000'],
  ['DEL', 'a\u007f', 'a\\u007f'],
  ['a line feed', 'one\nrow 2 refused: forged', 'one\\nrow 2 refused: forged'],
  ['a return, which writes over the line', 'bad\rgood', 'bad\\rgood'],
  ['a tab', 'a\tb', 'a\\tb'],
  ['NEL and the separators of lines and paragraphs', '\u0085\u2028\u2029', '\\u0085\\u2028\\u2029'],
  ['an override of direction', 'abc\u202egpj.exe', 'abc\\u202egpj.exe'],
  [
    'embeddings, isolates and their ends',
    '\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069',
    '\\u202a\\u202b\\u202c\\u202d\\u2066\\u2067\\u2068\\u2069',
  ],
  ['invisible letters', 'a\u200b\ufeffb\u{e0041}', 'a\\u200b\\ufeffb\\u{e0041}'],
  ['half a character', 'a\ud83d', 'a\\ud83d'],
];

const SPANS = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xd800, 0xdfff],
] as const;
const steering = (text: string) =>
  [...text].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return SPANS.some(([first, last]) => code >= first && code <= last);
  });

describe('text for a terminal', () => {
  it.each(NAMED)('shows %s', (_, given, shown) => {
    expect(safeText(given)).toBe(shown);
  });

  it.each(['Les Misérables', 'नमस्‍ते', '日本語の本', '👩‍🚒 in C:\\new\\table', 'شعر \u200f(1)'])(
    'leaves %s as it is',
    (name) => {
      expect(safeText(name)).toBe(name);
    },
  );

  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom('\u001b', '\n', '\r', '\u009b', '\u202e', '\u2069', '\u2028', '\ud800', '\\', 'a'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });

  it('has nothing that steers a terminal, whatever it is made of, and is itself safe to show', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const shown = safeText(given);
        expect(steering(shown)).toEqual([]);
        expect(safeText(shown)).toBe(shown);
      }),
    );
  });

  it('given JSON, then programs read what was there and a terminal sees none of it', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name: hostile, count: fc.integer() })), (value) => {
        const shown = safeJson(value);
        expect(JSON.parse(shown)).toEqual(value);
        expect(steering(shown.replaceAll('\n', ''))).toEqual([]);
      }),
    );
  });
});
