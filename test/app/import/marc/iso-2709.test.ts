import { isoReader } from '../../../../app/import/marc/iso-2709';
import { MAX_RECORD } from '../../../../app/import/marc/marc-record';
import { MARC21 } from './vectors';
import { field, fieldsIn, isoRecord, problemsIn, readAll } from './write-records';

const TITLE = field('245', '10$aTitle');
const plain = (id: string) => isoRecord([field('001', id), TITLE]);
const idsIn = (pieces: readonly Uint8Array[]) =>
  readAll(pieces).map((read) => ('problem' in read ? read.problem : fieldsIn(read)[0]?.value));

describe('a file of ISO 2709', () => {
  it('is read at any chunks, with line ends, a byte order mark and padding between records', () => {
    const file = Buffer.concat([
      Buffer.from('\ufeff'),
      plain('1'),
      Buffer.from('\r\n'),
      plain('2'),
      Buffer.from('\n\0\x1a'),
    ]);
    const bytes = [...file].map((byte) => Uint8Array.of(byte));
    expect(idsIn([file])).toEqual(['1', '2']);
    expect(idsIn(bytes)).toEqual(['1', '2']);
  });

  it('keeps a record whose leader is wrong about its length, its base and its set', () => {
    const record = plain('1');
    record.write('00007', 0);
    record.write('99999', 12);
    record.write('a', 9);
    expect(idsIn([record, plain('2')])).toEqual(['1', '2']);
  });

  it('keeps fields in their order, with empty subfields and repeated codes', () => {
    const [read] = readAll([isoRecord([field('245', '1 $a$bx$b'), field('008', 'data')])]);
    expect(fieldsIn(read)).toEqual([
      {
        tag: '245',
        indicators: '1 ',
        value: '',
        subfields: [
          ['a', ''],
          ['b', 'x'],
          ['b', ''],
        ],
      },
      { tag: '008', indicators: '', value: 'data', subfields: [] },
    ]);
  });

  it('keeps a field of which the directory is not in the order', () => {
    const record = isoRecord([field('001', 'abc'), field('003', 'xyz')], {
      entry: (tag, length, start) => `${tag}000${length}0000${start === 0 ? 4 : 0}`,
    });
    expect(fieldsIn(readAll([record])[0]).map(({ tag, value }) => [tag, value])).toEqual([
      ['001', 'xyz'],
      ['003', 'abc'],
    ]);
  });
});

describe('a record longer than its directory can say', () => {
  /** All of one length: a position cut to five digits would name another of them. */
  const copies = Array.from({ length: 2_500 }, (_, i) =>
    field('952', `  $p${String(i).padStart(14, '0')}$o${'x'.repeat(78)}`),
  );
  const digits = (number: number, width: number) => String(number).padStart(width, '0');
  it.each<[string, (tag: string, length: number, start: number) => string]>([
    ['more digits', (tag, length, start) => `${tag}${digits(length, 4)}${digits(start, 5)}`],
    ['the last digits', (tag, length, start) => `${tag}${digits(length, 4)}${digits(start % 100_000, 5)}`],
    ['nines', (tag, length, start) => `${tag}${digits(length, 4)}${digits(Math.min(start, 99_999), 5)}`],
    ['zeros', (tag, length, start) => `${tag}${digits(length, 4)}${digits(start > 99_999 ? 0 : start, 5)}`],
  ])('is read whole where a position is put as %s', (_, entry) => {
    const record = isoRecord([field('001', '1'), TITLE, ...copies], { entry });
    expect(record.length).toBeGreaterThan(250_000);
    const reads = readAll([record, plain('2')]);
    expect(problemsIn(reads)).toEqual(['1', '2']);
    const barcodes = fieldsIn(reads[0]).flatMap(({ subfields }) => subfields[0]?.[1] ?? []);
    expect(new Set(barcodes).size).toBe(2_501);
  });

  it('keeps a field of more than 9,999 bytes', () => {
    const long = field('520', `  $a${'x'.repeat(12_000)}`);
    const entry = (tag: string, length: number, start: number) =>
      `${tag}${digits(Math.min(length, 9_999), 4)}${digits(start, 5)}`;
    const [read] = readAll([isoRecord([field('001', '1'), long, TITLE], { entry })]);
    expect(fieldsIn(read).map(({ tag, subfields }) => [tag, subfields[0]?.[1]?.length])).toEqual([
      ['001', undefined],
      ['520', 12_000],
      ['245', 5],
    ]);
  });

  it('is refused where its directory says what is not so', () => {
    const entry = (tag: string, length: number, start: number) =>
      `${tag}${digits(length, 4)}${digits(start === 5 ? 7 : start % 100_000, 5)}`;
    const record = isoRecord([field('001', '1234'), TITLE, ...copies], { entry });
    expect(problemsIn(readAll([record, plain('2')]))).toEqual([
      '1: its directory is wrong about field 245',
      '2',
    ]);
  });
});

describe('a record that cannot be read', () => {
  const wrong = (change: (record: Buffer) => void) => {
    const record = plain('7');
    change(record);
    return record;
  };

  it.each<[string, Buffer, string]>([
    ['a position outside', wrong((record) => record.write('90000', 24 + 7)), 'wrong about field 001'],
    ['a length that is too short', wrong((record) => record.write('0005', 36 + 3)), 'wrong about field 245'],
    ['a position inside a field', wrong((record) => record.write('00003', 36 + 7)), 'wrong about field 245'],
    ['letters for digits', wrong((record) => record.write('00o0', 24 + 3)), 'wrong about field 001'],
    ['half an entry', Buffer.concat([plain('7').subarray(0, 30), plain('7').subarray(48)]), 'cut short'],
    ['no directory', Buffer.from('00030nam a2200030 a 4500 \x1d'), 'does not end'],
    ['no bytes but a mark', Buffer.from('x\x1d'), 'does not end'],
  ])('for %s is refused by itself, with its number, and the rest goes on', (_, record, reason) => {
    const reads = readAll([plain('1'), record, plain('3')]);
    expect(problemsIn(reads)).toEqual(['1', expect.stringMatching(`^2: .*${reason}`), '3']);
  });

  it('because the file ends in it is refused', () => {
    const reads = readAll([plain('1'), MARC21.subarray(0, 300)]);
    expect(problemsIn(reads)).toEqual(['1', '2: it is cut off: the file ends before its end mark']);
  });

  it('because it was cut off does not take the next one with it', () => {
    for (const length of [3, 20, 30, 100, 180, 300, 520]) {
      const reads = readAll([MARC21.subarray(0, length), plain('2'), plain('3')]);
      expect(problemsIn(reads)).toEqual([expect.stringMatching(/^1: it is cut off/), '2', '3']);
    }
  });

  it('because it claims 500 MB is refused, and no more of it is held than of the longest record', () => {
    const reader = isoReader(() => true);
    const chunk = Buffer.alloc(1024 * 1024, 0x78);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let i = 0; i < 500; i += 1) {
      expect(reader.push(chunk)).toEqual([]);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(most).toBeLessThan(4 * MAX_RECORD);
    expect(
      problemsIn([...reader.push(Buffer.concat([Buffer.from('\x1d'), plain('2')])), ...reader.end()]),
    ).toEqual(['1: it is longer than 16 MB', '2']);
  });

  it('because it is too long is refused also at the end, and in one piece', () => {
    const long = Buffer.alloc(MAX_RECORD + 1, 0x78);
    expect(problemsIn(readAll([long]))).toEqual(['1: it is longer than 16 MB']);
    expect(problemsIn(readAll([Buffer.concat([long, Buffer.from('\x1d'), plain('2')])]))).toEqual([
      '1: it is longer than 16 MB',
      '2',
    ]);
  });

  it('because of many false leaders in it is refused in little time', () => {
    const record = Buffer.from('00000nam a2200000 a 4500'.repeat(200_000));
    expect(problemsIn(readAll([record, Buffer.from('\x1d'), plain('2')]))).toHaveLength(2);
  });
});

describe('text that is of no set', () => {
  const titled = (text: Buffer) => ({ tag: '245', bytes: Buffer.concat([Buffer.from('10\x1fa'), text]) });
  it.each<[string, Buffer, string]>([
    [
      'a byte that MARC-8 has not',
      Buffer.from([0x41, 0xe2, 0x65, 0xaf]),
      'its byte AF is no character of MARC-8',
    ],
    [
      'East Asian text in MARC-8',
      Buffer.from('\x1b$1!0!\x1bs'),
      'East Asian text in MARC-8 (EACC); export it as UTF-8',
    ],
    [
      'an escape sequence of another kind',
      Buffer.from('\x1b(Zx'),
      'an escape sequence that is not of MARC-8',
    ],
  ])('for %s refuses its record', (_, text, reason) => {
    const reads = readAll([isoRecord([field('001', '1'), titled(text)]), plain('2')]);
    expect(problemsIn(reads)).toEqual([expect.stringContaining('field 245 cannot be read'), '2']);
    expect(problemsIn(reads)[0]).toContain(reason);
  });

  it('for UTF-8 that was cut inside a letter refuses the record, and in a field that is not needed keeps it', () => {
    const damaged = titled(Buffer.from('élève élémenté').subarray(0, -1));
    const note = { ...damaged, tag: '500' };
    const whole = field('245', '10$aDéjà');
    expect(problemsIn(readAll([isoRecord([whole, damaged])]))[0]).toContain('most of the record is UTF-8');
    const [read] = readAll(
      [isoRecord([whole, note])],
      isoReader((tag) => tag === '245'),
    );
    expect(fieldsIn(read)[0]?.subfields).toEqual([['a', 'Déjà']]);
  });

  it('for a set that UNIMARC names and that is not read refuses the record', () => {
    const coded = field('100', `  $a20010101d1962    u  y0frey02  ${'  '}  ba`);
    const title = { tag: '200', bytes: Buffer.from([0x31, 0x20, 0x1f, 0x61, 0xc1, 0xd4]) };
    expect(problemsIn(readAll([isoRecord([coded, title])]))[0]).toContain('names character set 02');
  });
});
