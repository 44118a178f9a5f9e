import { aSentScan } from '../../support/messages';
import { NORMALISED, parse } from './parsed-messages';

describe('a message with one scan', () => {
  it('is read with the defaults of what it leaves out', () => {
    expect(parse(aSentScan())).toEqual({ readerId: 'desk-1', scans: [NORMALISED], faults: [], scanCount: 1 });
  });

  it('keeps all that the reader says', () => {
    const said = {
      mode: 'return',
      clockSynced: false,
      seq: 4711,
      bootId: 'b',
      cancels: 'kiosk-0',
      terminal: 'gate_2',
    };
    expect(parse(aSentScan({ ...said, text: 'book-77' })).scans).toEqual([
      { ...NORMALISED, ...said, text: 'book-77' },
    ]);
  });

  it('takes null for what is optional as absent', () => {
    const names = ['mode', 'text', 'clockSynced', 'seq', 'bootId', 'cancels', 'terminal', 'scans'];
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    expect(parse(aSentScan(nulls)).scans).toEqual([NORMALISED]);
  });

  it('takes a whole number as the tag, in decimal', () => {
    const tags = ['0', '386103974449', '-0', '1e3', '9007199254740991'].map(
      (number) =>
        parse(`{"scanId":"a","tagId":${number},"scannedAt":"2026-11-22T09:15:02Z"}`).scans[0]?.tagId,
    );
    expect(tags).toEqual(['0', '386103974449', '0', '1000', '9007199254740991']);
  });

  it('trims NULs and blanks around the text and none within', () => {
    expect(parse(aSentScan({ text: '\0\0 \t a\0 b \r\n\0\0' })).scans[0]?.text).toBe('a\0 b');
  });

  it.each([
    ['line breaks and tabs, each a blank', 'a\r\nb\nc\rd\te\u2028f\vg', 'a b c d e f g'],
    ['C1 controls, which are nothing', 'Bo\u0085ok\u009b-\u008077', 'Book-77'],
    ['letters in parts, which are composed', 'Re\u0301sume\u0301', 'R\u00e9sum\u00e9'],
    ['what only folding brings to an end, which is trimmed', '\u0085 \u0090\n\ta\t\u009f\r', 'a'],
    ['other controls, which stay', 'a\u001b[31m\0b\u00a0c', 'a\u001b[31m\0b\u00a0c'],
  ])('folds %s', (_, text, folded) => {
    expect(parse(aSentScan({ text })).scans[0]?.text).toBe(folded);
    expect(parse(aSentScan({ text: folded })).scans[0]?.text).toBe(folded);
  });

  it('refuses a scan that cancels itself, or names what is no scan or terminal', () => {
    const reasons = (over: object) => parse(aSentScan({ ...over })).faults.flatMap((fault) => fault.reasons);
    expect(reasons({ cancels: '01JD-a_1' })).toEqual(['cancels: must name an earlier scan']);
    expect(reasons({ cancels: 'a b', terminal: '' })).toEqual([
      'cancels: must be 1-64 of A-Z a-z 0-9 _ -',
      'terminal: must be 1-64 of A-Z a-z 0-9 _ -',
    ]);
  });

  it('counts the characters of the text, not its units', () => {
    expect(parse(aSentScan({ text: '📚'.repeat(256) })).faults).toEqual([]);
    expect(parse(aSentScan({ text: ' '.repeat(5000) + 'x'.repeat(256) })).faults).toEqual([]);
    expect(parse(aSentScan({ text: '📚'.repeat(257) })).faults).toHaveLength(1);
  });

  it('is read in time whatever blanks the text holds within', () => {
    expect(parse(aSentScan({ text: `a${' '.repeat(120_000)}b` })).faults).toHaveLength(1);
  });

  it('keeps fields that it does not know, whatever their names', () => {
    const { scans, faults } = parse(
      '{"scanId":"a","tagId":"t","scannedAt":"2026-11-22T09:15:02Z","readerId":"mine","extra":null,' +
        '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"":[1.5,"ü"]}',
    );
    expect(faults).toEqual([]);
    expect(JSON.stringify(scans[0]?.extra)).toBe(
      '{"readerId":"mine","extra":null,"__proto__":{"polluted":true},' +
        '"constructor":{"prototype":{"polluted":true}},"":[1.5,"ü"]}',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('takes clocks that are far off, for they are judged when the scan is recorded', () => {
    for (const scannedAt of ['1970-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']) {
      expect(parse(aSentScan({ scannedAt })).scans[0]?.scannedAt).toBe(scannedAt);
    }
  });

  it('gives every reason at once where it is wrong', () => {
    const wrong = {
      tagId: -1,
      scannedAt: 'noon',
      mode: 'borrow',
      text: 5,
      clockSynced: 'yes',
      seq: '1',
      bootId: {},
      odd: '\ud800',
    };
    expect(parse(wrong)).toEqual({
      readerId: 'desk-1',
      scans: [],
      scanCount: 1,
      faults: [
        {
          place: 'scan',
          reasons: [
            'scanId: is missing',
            expect.stringMatching(/^tagId: must be/),
            expect.stringMatching(/^scannedAt: must be/),
            expect.stringMatching(/^mode: must be one of toggle/),
            expect.stringMatching(/^text: must be/),
            'clockSynced: must be true or false',
            'seq: must be a whole number',
            'bootId: must be text',
            '"odd": holds half a character (a lone surrogate)',
          ],
        },
      ],
    });
  });

  it.each([
    ['an empty scanId', { scanId: '' }],
    ['a scanId of 65', { scanId: 'a'.repeat(65) }],
    ['a scanId with a dot', { scanId: 'a.b' }],
    ['a scanId with a line feed', { scanId: 'a\n' }],
    ['a scanId that is a number', { scanId: 12 }],
    ['an empty tagId', { tagId: '' }],
    ['a tagId with a slash', { tagId: 'a/b' }],
    ['a tagId with a fraction', { tagId: 1.5 }],
    ['a tagId beyond what a double holds', { tagId: 9007199254740992 }],
    ['a tagId that is true', { tagId: true }],
    ['a null tagId', { tagId: null }],
    ['a scannedAt in epoch seconds', { scannedAt: 1_700_000_000 }],
    ['a scannedAt without zone', { scannedAt: '2026-11-22T09:15:02' }],
    ['a mode in capitals', { mode: 'TOGGLE' }],
    ['an empty mode', { mode: '' }],
    ['half a character in the text', { text: 'a\ud800' }],
    ['half a character in the name of a field', { 'a\udc00': 1 }],
    ['a seq with a fraction', { seq: 1.5 }],
  ])('with %s is refused', (_, wrong) => {
    const { scans, faults } = parse(aSentScan(wrong));
    expect(scans).toEqual([]);
    expect(faults).toEqual([{ place: 'scan', reasons: [expect.any(String)] }]);
  });

  it('with a number that nothing can hold is refused', () => {
    expect(parse('{"scanId":"a","tagId":"t","scannedAt":"2026-11-22T09:15:02Z","x":[1e999]}').faults).toEqual(
      [{ place: 'scan', reasons: ['"x": holds a number that is too large'] }],
    );
  });

  it('that grows beyond a bus event when written out is refused', () => {
    const grown = `[${Array(25_000).fill('9e20').join(',')}]`;
    expect(
      parse(`{"scanId":"a","tagId":"t","scannedAt":"2026-11-22T09:15:02Z","x":${grown}}`).faults,
    ).toEqual([{ place: 'scan', reasons: ['takes more than 192 KB when written out'] }]);
  });
});

describe('a message that is no scan', () => {
  it.each([
    ['nothing', ''],
    ['broken JSON', '{"scanId":'],
    ['JSON with a comment', '{} // x'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['brackets without end', '['.repeat(100_000)],
    ['more than 128 KB', `"${'x'.repeat(128 * 1024)}"`],
  ])('but %s is refused whole', (_, content) => {
    const { scans, faults } = parse(content);
    expect(scans).toEqual([]);
    expect(faults).toEqual([{ place: 'message', reasons: [expect.any(String)] }]);
  });

  it.each([
    'null',
    '7',
    '"x"',
    'true',
    '[]',
    `[${JSON.stringify(aSentScan())}]`,
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  ])('but another JSON value is refused', (content) => {
    expect(parse(content).faults).toEqual([{ place: 'scan', reasons: ['is no JSON object'] }]);
  });

  it('may begin with a byte order mark', () => {
    expect(parse(`\ufeff${JSON.stringify(aSentScan())}`).scans).toEqual([NORMALISED]);
  });
});
