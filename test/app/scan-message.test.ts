import { createHash } from 'node:crypto';
import { parseScanMessage } from '../../app/scan-message';
import { aMessage, aSeedMessage, aSentScan } from '../support/messages';

const parse = (...message: Parameters<typeof aMessage>) =>
  parseScanMessage(aMessage(...message), 'Europe/Berlin');
const parseSeed = (...message: Parameters<typeof aSeedMessage>) =>
  parseScanMessage(aSeedMessage(...message), 'Europe/Berlin');
const normalised = {
  scanId: '01JD-a_1',
  tagId: '386103974449',
  scannedAt: '2026-11-22T09:15:02.114Z',
  mode: 'toggle',
  text: '',
};

describe('a message with one scan', () => {
  it('is read with the defaults of what it leaves out', () => {
    expect(parse(aSentScan())).toEqual({ readerId: 'desk-1', scans: [normalised], faults: [], scanCount: 1 });
  });

  it('keeps all that the reader says', () => {
    const said = { mode: 'return', clockSynced: false, seq: 4711, bootId: 'b' };
    expect(parse(aSentScan({ ...said, text: 'book-77' })).scans).toEqual([
      { ...normalised, ...said, text: 'book-77' },
    ]);
  });

  it('takes null for what is optional as absent', () => {
    const nulls = { mode: null, text: null, clockSynced: null, seq: null, bootId: null, scans: null };
    expect(parse(aSentScan(nulls)).scans).toEqual([normalised]);
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

  it('counts the characters of the text, not its units', () => {
    expect(parse(aSentScan({ text: '📚'.repeat(256) })).faults).toEqual([]);
    expect(parse(aSentScan({ text: ' '.repeat(5000) + 'x'.repeat(256) })).faults).toEqual([]);
    expect(parse(aSentScan({ text: '📚'.repeat(257) })).faults).toHaveLength(1);
  });

  it('is read in time whatever blanks the text holds within', () => {
    expect(parse(aSentScan({ text: `a${' '.repeat(120_000)}b` })).faults).toHaveLength(1);
  }, 500);

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

describe('a message with a batch', () => {
  const batchOf = (count: number) =>
    Array.from({ length: count }, (_, n) => aSentScan({ scanId: `s${n}`, text: undefined }));

  it.each([1, 500])('of %d scans is read', (count) => {
    const { scans, faults } = parse({ scans: batchOf(count) });
    expect([scans.length, faults]).toEqual([count, []]);
  });

  it.each([0, 501])('of %d scans is refused whole', (count) => {
    const { scans, faults } = parse({ scans: batchOf(count) });
    expect(scans).toEqual([]);
    expect(faults).toEqual([{ place: 'message', reasons: [`scans: must be 1 to 500 scans, not ${count}`] }]);
  });

  it('gives the good scans, and the places of the bad', () => {
    const { scans, faults } = parse({ scans: [aSentScan(), { tagId: 1 }, null, aSentScan({ scanId: 'z' })] });
    expect(scans.map(({ scanId }) => scanId)).toEqual(['01JD-a_1', 'z']);
    expect(faults).toEqual([
      { place: 'scans[1]', reasons: ['scanId: is missing', 'scannedAt: is missing'] },
      { place: 'scans[2]', reasons: ['is no JSON object'] },
    ]);
  });

  it('gives a scan that is in it twice once, and with other content twice', () => {
    const other = aSentScan({ text: 'other' });
    const { scans } = parse({ scans: [aSentScan(), other, { ...aSentScan(), tagId: 386103974449 }] });
    expect(scans.map(({ text }) => text)).toEqual(['', 'other']);
  });

  it('that is a scan as well is refused', () => {
    expect(parse({ ...aSentScan(), scans: [aSentScan()] })).toMatchObject({
      scans: [],
      faults: [{ place: 'message', reasons: [expect.stringMatching(/^scanId:/)] }],
    });
  });

  it.each([[{}], ['x'], [7], [true]])('whose scans are %j is refused', (scans) => {
    expect(parse({ scans }).faults).toEqual([{ place: 'message', reasons: ['scans: must be a list'] }]);
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
    expect(parse(`\ufeff${JSON.stringify(aSentScan())}`).scans).toEqual([normalised]);
  });
});

describe('the reader of a message', () => {
  const reasons = (topic: string, clientId: string) =>
    parse(aSentScan(), { topic, clientId }).faults.flatMap((fault) => fault.reasons);

  it('is the one in the topic', () => {
    expect(parse(aSentScan(), { topic: 'shelflog/readers/bin:2/scans', clientId: 'bin:2' }).readerId).toBe(
      'bin:2',
    );
  });

  it("must be the client: a scan on another reader's topic is refused", () => {
    expect(reasons('shelflog/readers/desk-2/scans', 'desk-1')).toEqual([
      'client "desk-1" may not publish as reader "desk-2"',
    ]);
    expect(reasons('shelflog/readers/desk-2/scans', 'n/a')).toHaveLength(1);
  });

  it.each(['import', 'legacy', 'desk:ann', 'desk:'])('must not be %s, which is reserved', (id) => {
    expect(reasons(`shelflog/readers/${id}/scans`, id)).toEqual([`reader id "${id}" is reserved`]);
  });

  it.each(['import-2', 'legacy2', 'desk', 'my-desk:1'])('may be %s', (id) => {
    expect(reasons(`shelflog/readers/${id}/scans`, id)).toEqual([]);
  });

  it.each([
    'shelflog/readers//scans',
    'shelflog/readers/a/b/scans',
    'shelflog/readers/desk-1/scan',
    'other/desk-1',
    'shelflog/readers/desk-1/scans/x',
    '',
  ])('cannot be told from topic %j', (topic) => {
    expect(reasons(topic, 'desk-1')).toEqual(['scans do not come on this topic']);
  });

  it('must have the name of a thing', () => {
    expect(reasons('shelflog/readers/=1+1/scans', '=1+1')).toEqual([
      'reader id must be 1-128 of A-Z a-z 0-9 : _ -',
    ]);
  });

  it('and the payload are both told of where both are wrong', () => {
    expect(parse('{', { clientId: 'desk-2' }).faults[0]?.reasons).toHaveLength(2);
    expect(parse({ scans: [{}] }, { clientId: 'desk-2' }).faults.map(({ place }) => place)).toEqual([
      'message',
      'scans[0]',
    ]);
  });
});

describe("the seed system's message", () => {
  const sent = { id: 386103974449, text: ' book-77 \0', timestamp: '2023-09-18 18:00:00.123456' };

  it('is a scan in toggle mode, named by what it says as it came', () => {
    const hash = createHash('sha256')
      .update('386103974449| book-77 \0|2023-09-18 18:00:00.123456')
      .digest('hex');
    expect(parseSeed(sent)).toEqual({
      readerId: 'raspberry',
      scanCount: 1,
      faults: [],
      scans: [
        {
          scanId: `legacy-${hash.slice(0, 32)}`,
          tagId: '386103974449',
          scannedAt: '2023-09-18T16:00:00.123Z',
          mode: 'toggle',
          text: 'book-77',
        },
      ],
    });
  });

  it('without a client id is by reader legacy', () => {
    expect(['', 'n/a', 'legacy', 'paho/1234'].map((id) => parseSeed(sent, id).readerId)).toEqual([
      'legacy',
      'legacy',
      'legacy',
      'paho/1234',
    ]);
  });

  it.each(['import', 'desk:ann', 'x'.repeat(129)])('by client %s is refused', (clientId) => {
    expect(parseSeed(sent, clientId)).toMatchObject({ scans: [], faults: [{ place: 'message' }] });
  });

  it('keeps fields that it does not know', () => {
    expect(parseSeed({ ...sent, mode: 'return' }).scans[0]).toMatchObject({
      mode: 'toggle',
      extra: { mode: 'return' },
    });
  });

  it('gives every reason at once where it is wrong', () => {
    expect(parseSeed({ id: 'a b', text: 1, timestamp: 'noon' }).faults).toEqual([
      {
        place: 'scan',
        reasons: [
          expect.stringMatching(/^id: must be/),
          expect.stringMatching(/^text: must be/),
          'timestamp: must be a time like 2023-09-18 18:00:00.123456',
        ],
      },
    ]);
    expect(parseSeed({}).faults[0]?.reasons).toEqual(['id: is missing', 'timestamp: is missing']);
  });

  it('on its topic is the only form', () => {
    expect(parseSeed(aSentScan()).scans).toEqual([]);
    expect(parseSeed({ scans: [sent] }).scans).toEqual([]);
  });
});
