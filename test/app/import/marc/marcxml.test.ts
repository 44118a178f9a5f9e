import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MAX_RECORD, type MarcRead } from '../../../../app/import/marc/marc-record';
import { marcXmlReader } from '../../../../app/import/marc/marcxml';
import { fieldsIn, problemsIn, readAll } from './write-records';

const SLIM = 'http://www.loc.gov/MARC21/slim';
const all = () => marcXmlReader(() => true);
const read = (xml: string | Buffer): readonly MarcRead[] => readAll([Buffer.from(xml)], all());
const record = (inner: string, id = '1') =>
  `<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">${id}</controlfield>${inner}</record>`;
const collection = (...records: string[]) => `<collection xmlns="${SLIM}">${records.join('\n')}</collection>`;
const TITLE =
  '<datafield tag="245" ind1="1" ind2="4"><subfield code="a">Les &amp; l&#x2019;</subfield></datafield>';
const EXPECTED = [
  { tag: '001', indicators: '', value: '1', subfields: [] },
  { tag: '245', indicators: '14', value: '', subfields: [['a', 'Les & l’']] },
];

describe('MARCXML', () => {
  it('is read with its namespace as default, under any prefix, and without any', () => {
    const prefixed = (prefix: string) =>
      `<${prefix}:collection xmlns:${prefix}="${SLIM}">${record(TITLE).replaceAll(/<(\/?)/g, `<$1${prefix}:`)}</${prefix}:collection>`;
    const forms = [
      collection(record(TITLE)),
      prefixed('marc'),
      prefixed('xyz'),
      `<collection>${record(TITLE)}</collection>`,
      `<mxc:collection xmlns:mxc="info:lc/xmlns/marcxchange-v2">${record(TITLE).replaceAll(/<(\/?)/g, '<$1mxc:')}</mxc:collection>`,
    ];
    for (const form of forms) expect(fieldsIn(read(form)[0])).toEqual(EXPECTED);
  });

  it('is read in an envelope whose own records are of another namespace', () => {
    const envelope = `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><record><metadata>
      <marc:record xmlns:marc="${SLIM}"><marc:controlfield tag="001">9</marc:controlfield></marc:record>
      </metadata></record></OAI-PMH>`;
    const reads = read(envelope);
    expect(problemsIn(reads)).toEqual(['1']);
    expect(fieldsIn(reads[0])[0]?.value).toBe('9');
  });

  it('is read whatever the order of attributes, with empty subfields, comments and sections', () => {
    const field = `<datafield ind1="1" ind2="4" tag="245"><!-- a --><subfield code="b"/><subfield code="c"></subfield>
      <subfield code="a">Les <![CDATA[& l’]]></subfield></datafield>`;
    expect(fieldsIn(read(collection(record(field)))[0])[1]).toEqual({
      tag: '245',
      indicators: '14',
      value: '',
      subfields: [
        ['b', ''],
        ['c', ''],
        ['a', 'Les & l’'],
      ],
    });
  });

  it('is read in the encoding that it declares, or that its byte order mark says', () => {
    const xml = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?>${collection(record(TITLE.replace('Les', 'éà')))}`;
    const utf16 = Buffer.from(`\ufeff${xml('UTF-16')}`, 'utf16le');
    const texts = [
      Buffer.from(xml('UTF-8')),
      Buffer.from(xml('ISO-8859-1'), 'latin1'),
      utf16,
      Buffer.from(`\ufeff${xml('UTF-8')}`),
    ];
    for (const bytes of texts) expect(fieldsIn(read(bytes)[0])[1]?.subfields[0]?.[1]).toBe('éà & l’');
  });

  it('is read at any chunks', () => {
    const bytes = Buffer.from(collection(record(TITLE), record(TITLE)));
    const reads = readAll(
      [...bytes].map((byte) => Uint8Array.of(byte)),
      all(),
    );
    expect(reads.map((one) => fieldsIn(one))).toEqual([EXPECTED, EXPECTED]);
  });
});

describe('XML that cannot be read on', () => {
  it.each<[string, string, RegExp]>([
    [
      'a DOCTYPE',
      `<!DOCTYPE collection SYSTEM "http://127.0.0.1/x.dtd">${collection(record(TITLE))}`,
      /it has a DOCTYPE/,
    ],
    [
      'entities that grow',
      `<!DOCTYPE c [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;">]>${collection(record('<x>&b;</x>'))}`,
      /it has a DOCTYPE/,
    ],
    ['an entity of its own', collection(record('<x>&file;</x>')), /undefined entity/],
    [
      'elements that are not closed',
      collection(record(TITLE)).replace('</datafield>', ''),
      /unexpected close tag/,
    ],
    ['no record', '<collection/>', /no record of MARCXML/],
    [
      'bytes that are not of its encoding',
      `${collection(record(TITLE))}`.replace('Les', 'L\u0001s'),
      /disallowed character/,
    ],
    ['an unknown encoding', `<?xml version="1.0" encoding="x-nothing"?>${collection()}`, /x-nothing/],
    ['elements too deep', `<a>`.repeat(100), /deeper than 64/],
  ])('for %s is refused with the reason', (_, xml, reason) => {
    const reads = read(xml);
    expect(problemsIn(reads)).toEqual([expect.stringMatching(/^1: the XML cannot be read on: /)]);
    expect(problemsIn(reads)[0]).toMatch(reason);
  });

  it('is refused in broken UTF-8', () => {
    const bytes = Buffer.from(collection(record(TITLE)), 'latin1');
    bytes[bytes.indexOf('Les')] = 0xff;
    expect(problemsIn(read(bytes))).toEqual([
      expect.stringMatching(/^1: the XML cannot be read on: .*encoded data/),
    ]);
  });

  it('keeps the records before, and says which one it ends at', () => {
    const xml = collection(record(TITLE), record(TITLE), '<record><leader>');
    expect(problemsIn(read(xml))).toEqual(['1', '2', expect.stringMatching(/^3: the XML cannot be read on/)]);
  });

  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  /** What cannot be given back, whatever the suites before have left. */
  const heldBytes = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const MB = Buffer.alloc(1024 * 1024, 0x78);
  it.each([
    ['DOCTYPE', '<!DOCTYPE c [<!ENTITY a "'],
    ['subfield', `<collection xmlns="${SLIM}"><record><datafield tag="245"><subfield code="a">`],
    ['attribute', `<collection xmlns="${SLIM}" x="`],
    ['comment', '<!-- '],
    ['text between records', `<collection xmlns="${SLIM}">`],
  ])('is refused in flat memory for a %s of 500 MB', (_, start) => {
    const reader = all();
    const found = [...reader.push(Buffer.from(start.padEnd(300)))];
    const before = heldBytes();
    let most = 0;
    for (let i = 0; i < 500; i += 1) {
      found.push(...reader.push(MB));
      if (i % 50 === 10) most = Math.max(most, heldBytes() - before);
    }
    expect(problemsIn([...found, ...reader.end()])).toEqual([expect.stringMatching(/longer than 16 MB/)]);
    expect(most).toBeLessThan(4 * MAX_RECORD);
  });

  it('is refused for a record of very many fields', () => {
    const reader = all();
    const found = [...reader.push(Buffer.from(`<record xmlns="${SLIM}">`.padEnd(300)))];
    const fields = Buffer.from('<datafield tag="500"/>'.repeat(10_000));
    for (let i = 0; i < 40; i += 1) found.push(...reader.push(fields));
    expect(problemsIn(found)).toEqual([expect.stringMatching(/longer than 16 MB/)]);
  });
});
