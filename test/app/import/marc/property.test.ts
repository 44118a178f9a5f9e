import fc from 'fast-check';
import { isoReader } from '../../../../app/import/marc/iso-2709';
import type { MarcReader } from '../../../../app/import/marc/marc-record';
import { marcXmlReader } from '../../../../app/import/marc/marcxml';
import { fieldsIn, isoRecord, type PartedField, readAll } from './write-records';

/** Text as records hold it: any characters but controls. */
const text = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((made) => made.replace(/[\p{C}\u2028\u2029]/gu, '').normalize('NFC'));
const code = fc.constantFrom(...'abcdefghpxyz0123456789');
const control = fc
  .record({ tag: fc.constantFrom('001', '003', '005', '008'), value: text })
  .map((made): PartedField => ({ ...made, indicators: '', subfields: [] }));
const data = fc
  .record({
    tag: fc.constantFrom('020', '100', '200', '245', '500', '852', '952', '995'),
    indicators: fc.constantFrom('  ', '14', '1 ', '#0'),
    subfields: fc.array(fc.tuple(code, text), { maxLength: 6 }),
  })
  .map((made): PartedField => ({ ...made, value: '' }));
const records = fc.array(fc.array(fc.oneof(control, data), { maxLength: 12 }), {
  minLength: 1,
  maxLength: 5,
});
const cuts = fc.array(fc.nat({ max: 4_000 }), { maxLength: 30 });

const asIso = (fields: readonly PartedField[]) =>
  isoRecord(
    fields.map(({ tag, indicators, value, subfields }) => ({
      tag,
      bytes: Buffer.from(
        tag < '010' ? value : indicators + subfields.map(([name, said]) => `\x1f${name}${said}`).join(''),
      ),
    })),
  );

const escaped = (said: string) => said.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);

const asXml = (fields: readonly PartedField[]) =>
  `<m:record xmlns:m="http://www.loc.gov/MARC21/slim">${fields
    .map(({ tag, indicators, value, subfields }) =>
      tag < '010'
        ? `<m:controlfield tag="${tag}">${escaped(value)}</m:controlfield>`
        : `<m:datafield ind2="${indicators[1]}" ind1="${indicators[0]}" tag="${tag}">${subfields
            .map(([name, said]) => `<m:subfield code="${name}">${escaped(said)}</m:subfield>`)
            .join('')}</m:datafield>`,
    )
    .join('')}</m:record>`;

function inPieces(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.filter((place) => place < bytes.length))].sort((a, b) => a - b);
  return [0, ...ends].map((start, i) => bytes.subarray(start, ends[i] ?? bytes.length));
}

const readBack = (pieces: readonly Buffer[], reader: MarcReader) => readAll(pieces, reader).map(fieldsIn);

describe('any records', () => {
  it('are read back from ISO 2709 as they were written, in any chunks', () => {
    fc.assert(
      fc.property(records, cuts, (written, places) => {
        const file = Buffer.concat(written.map(asIso));
        expect(
          readBack(
            inPieces(file, places),
            isoReader(() => true),
          ),
        ).toEqual(written);
      }),
    );
  });

  it('are read back from MARCXML as they were written, in any chunks', () => {
    fc.assert(
      fc.property(records, cuts, (written, places) => {
        const file = Buffer.from(`<c>${written.map(asXml).join('\n')}</c>`);
        expect(
          readBack(
            inPieces(file, places),
            marcXmlReader(() => true),
          ),
        ).toEqual(written);
      }),
    );
  });

  it('do not stop the reading of what follows when one byte of them is changed', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.integer({ min: 0, max: 255 }), (written, place, byte) => {
        const file = Buffer.concat(written.map(asIso));
        file[place % file.length] = byte;
        const last = asIso([{ tag: '001', indicators: '', value: 'the last', subfields: [] }]);
        const reads = readAll([file, Buffer.from('\x1d'), last]);
        expect(fieldsIn(reads.at(-1))[0]?.value).toBe('the last');
        expect(reads.map(({ number }) => number)).toEqual(reads.map((_, i) => i + 1));
      }),
    );
  });
});
