import Mfrc522 from 'mfrc522-rpi';
import { NOT_SEEN, testRead, testReadOn } from '../../src/chip/test-read';
import { driverOn } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { SimulatedClassic } from '../support/simulated-classic';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';
import { SimulatedNtag } from '../support/simulated-ntag';
import type { SimulatedTag } from '../support/simulated-tag';

function reading(tags: readonly SimulatedTag[], version = 0x92) {
  const chip = simulatedMfrc522(version);
  chip.put(...tags);
  return testRead(driverOn(chip));
}
const book = () => new SimulatedClassic(bytes('59E5971A'), latin1('book-77', 48));

describe('a test read', () => {
  it('names chip, tag and text', () => {
    expect(reading([book()])).toEqual({
      ok: true,
      sentences: [
        'The chip is an MFRC522 (VersionReg 92).',
        'One tag: 386103974449 (UID 59E5971A, MIFARE Classic).',
        'Its text is "book-77".',
      ],
    });
  });

  it('says of an empty antenna that library labels are not seen', () => {
    const { ok, sentences } = reading([]);
    expect(ok).toBe(false);
    expect(sentences).toContain(NOT_SEEN);
    expect(NOT_SEEN).toMatch(/ISO 28560 are ISO 15693.*does not see/);
  });

  it.each<[string, SimulatedTag[], string]>([
    [
      'two tags',
      [book(), new SimulatedClassic(bytes('DEADBEEF'))],
      'Two tags lie on the antenna: take one away.',
    ],
    ['a blank NTAG', [new SimulatedNtag(bytes('04A2B3C4D5E680'))], 'It holds no text.'],
    [
      'another key',
      [new SimulatedClassic(bytes('59E5971A'), [], { key: [1, 2, 3, 4, 5, 6] })],
      'under another key',
    ],
    ['a telephone', [new SimulatedClassic(bytes('08123456'), [], { sak: 0x20 })], 'another id each time'],
    [
      'a half-written tag',
      [new SimulatedClassic(bytes('59E5971A'), [...new Array<number>(16).fill(0), ...latin1('rest', 32)])],
      'half written',
    ],
  ])('says what is there: %s', (_, tags, words) =>
    expect(reading(tags).sentences.join(' ')).toContain(words),
  );

  it('names a clone', () => {
    expect(reading([book()], 0x88).sentences[0]).toContain('FM17522 (VersionReg 88)');
    expect(reading([book()], 0x12).sentences[0]).toContain('not known here (VersionReg 12)');
  });

  it.each([
    [0x00, 'VersionReg reads 00'],
    [0xff, 'VersionReg reads FF'],
  ])('names a wire that is stuck', (level, words) => {
    const chip = simulatedMfrc522();
    const driver = driverOn(chip);
    chip.onRead = () => level;
    expect(testRead(driver).sentences).toEqual([expect.stringContaining(words)]);
  });

  it('opens the chip for it, sets it up and closes it, also where the wire fails', () => {
    const chip = simulatedMfrc522();
    chip.put(book());
    let closed = 0;
    const open = () => ({ chip: new Mfrc522(chip.spi), close: () => void closed++ });
    expect(testReadOn(open()).ok).toBe(true);
    chip.onTransfer = () => {
      throw new Error('EIO');
    };
    expect(() => testReadOn(open())).toThrow('EIO');
    expect(closed).toBe(2);
  });

  it('sets a chip up again that lost its settings', () => {
    const chip = simulatedMfrc522();
    chip.put(book());
    const driver = driverOn(chip);
    chip.reset();
    expect(testRead(driver).ok).toBe(true);
  });
});
