import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isoReader } from '../../../../app/import/marc/iso-2709';
import { marcXmlReader } from '../../../../app/import/marc/marcxml';
import { MARC8, MARC21, UNIMARC_5426, UNIMARC_UTF8 } from './vectors';
import { field, fieldsIn, isoRecord, type PartedField, readAll, type WrittenField } from './write-records';

const withoutYaz = spawnSync('yaz-marcdump', ['-V']).error !== undefined;
const whereYazIs = withoutYaz ? it.skip : it;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-yaz-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The records as yaz makes MARCXML of them, read by our own reader of XML, their text composed. */
function byYaz(bytes: Buffer, set: string): readonly (readonly PartedField[])[] {
  const file = join(folder, 'in.mrc');
  writeFileSync(file, bytes);
  const { stdout, status } = spawnSync('yaz-marcdump', ['-f', set, '-t', 'utf8', '-o', 'marcxml', file]);
  expect(status).toBe(0);
  return readAll(
    [stdout],
    marcXmlReader(() => true),
  ).map((read) => fieldsIn(read).map(composed));
}

const composed = (one: PartedField): PartedField => ({
  ...one,
  value: one.value.normalize('NFC'),
  subfields: one.subfields.map(([code, text]) => [code, text.normalize('NFC')]),
});

const byUs = (bytes: Buffer) =>
  readAll(
    [bytes],
    isoReader(() => true),
  ).map((read) => fieldsIn(read).map(composed));

const letters = fc.string({
  unit: fc.constantFrom(...'abcXYZ 019.,:/&<>éüßŁ–日本🐋'),
  minLength: 1,
  maxLength: 30,
});
const made = fc.array(fc.tuple(fc.constantFrom('100', '245', '500', '952'), letters, letters), {
  minLength: 1,
  maxLength: 8,
});

describe(`yaz-marcdump${withoutYaz ? ', which is not installed (Debian package yaz): skipped,' : ''}`, () => {
  whereYazIs.each([
    ['MARC 21 in UTF-8', MARC21, 'utf8'],
    ['MARC 21 in MARC-8', MARC8, 'marc8'],
    ['UNIMARC in ISO 5426', UNIMARC_5426, 'iso5426'],
    ['UNIMARC in UTF-8', UNIMARC_UTF8, 'utf8'],
  ])('reads %s as we do', (_, vector, set) => {
    const file = Buffer.concat([vector, vector]);
    // XML 1.0 may hold C1 controls: yaz hands them on.
    expect(byUs(file)).toEqual(byYaz(file, set));
  });

  whereYazIs('reads any records in UTF-8 as we do', () => {
    fc.assert(
      fc.property(fc.array(made, { minLength: 1, maxLength: 20 }), (records) => {
        const file = Buffer.concat(
          records.map((fields, i) =>
            isoRecord([
              field('001', String(i)),
              ...fields.map(
                ([tag, a, b]): WrittenField => ({ tag, bytes: Buffer.from(`10\x1fa${a}\x1fb${b}`) }),
              ),
            ]),
          ),
        );
        expect(byUs(file)).toEqual(byYaz(file, 'utf8'));
      }),
      { numRuns: 30 },
    );
  });
});
