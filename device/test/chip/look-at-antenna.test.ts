import { crcA } from '../../src/chip/crc-a';
import { lookAtAntenna } from '../../src/chip/look-at-antenna';
import { driverOn } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { SimulatedClassic } from '../support/simulated-classic';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';
import { SimulatedNtag } from '../support/simulated-ntag';
import type { SimulatedTag } from '../support/simulated-tag';

const BOOK = '59E5971A';
const NTAG = '04A2B3C4D5E680';
const NDEF_TEXT = '030FD1010B5402656E626F6F6B2D373737FE';
const all = { wantsContent: () => true };

function lookAt(tag: SimulatedTag | null, chip = simulatedMfrc522()) {
  if (tag) chip.put(tag);
  return lookAtAntenna(driverOn(chip), all);
}
const bookTag = (text = 'BOOK-000042') => new SimulatedClassic(bytes(BOOK), latin1(text, 48));

describe('the check of a frame', () => {
  it.each([
    ['0000', 'A01E'],
    ['1234', '26CF'],
    ['5000', '57CD'],
    ['3008', '4A24'],
    ['937059E5971A31', 'D06A'],
  ])('of %s is %s', (frame, check) => expect(crcA(bytes(frame))).toEqual(bytes(check)));
});

describe('a tag on the antenna', () => {
  it.each([
    ['59E5971A', '386103974449', latin1('BOOK-000042', 48), 'BOOK-000042'],
    ['DEADBEEF', '956397711138', latin1('Bücher für Åse', 48), 'Bücher für Åse'],
    ['0A0B0C0D', '43135012096', latin1('x'.repeat(48)), 'x'.repeat(48)],
    ['00000001', '257', new Array<number>(48).fill(0), ''],
    ['88041122', '584183784127', latin1('book-1', 48), 'book-1'],
  ])('%s has the id and the text that SimpleMFRC522 reads', (uid, tagId, memory, text) => {
    const found = lookAt(new SimulatedClassic(bytes(uid), memory));
    const characters = Buffer.from(memory).toString('latin1');
    expect(found).toMatchObject({ kind: 'tag', tagId, content: { text, characters, quality: 'whole' } });
    expect(found.failures).toEqual([]);
  });

  it('of 7 bytes with a memory by sectors is read whole', () => {
    const found = lookAt(new SimulatedClassic(bytes(NTAG), latin1('book-7', 48)));
    expect(found).toMatchObject({ tagId: '04a2b3c4d5e680', content: { text: 'book-7', quality: 'whole' } });
  });

  it('of 10 bytes has all of them in its id', () => {
    const found = lookAt(new SimulatedClassic(bytes('04010203040506070809'), latin1('b', 48)));
    expect(found).toMatchObject({ tagId: '04010203040506070809', content: { text: 'b' } });
  });

  it('two of 7 bytes that SimpleMFRC522 takes for one are two', () => {
    const ids = ['04112233445580', '04112233999980'].map((uid) => {
      const found = lookAt(new SimulatedNtag(bytes(uid)));
      return found.kind === 'tag' ? found.tagId : found.kind;
    });
    expect(ids).toEqual(['04112233445580', '04112233999980']);
  });

  it('under another key has its id and no text', () => {
    const tag = new SimulatedClassic(bytes(BOOK), latin1('secret', 48), { key: [1, 2, 3, 4, 5, 6] });
    expect(lookAt(tag)).toMatchObject({
      tagId: '386103974449',
      content: { text: '', quality: 'locked' },
      failures: ['locked', 'locked', 'locked'],
    });
  });

  it('without a memory of these kinds, as a telephone, has its id and no text', () => {
    const tag = new SimulatedClassic(bytes('08123456'), [], { sak: 0x20 });
    expect(lookAt(tag)).toMatchObject({ kind: 'tag', content: { text: '', quality: 'no-memory' } });
  });

  it('that was half written says so', () => {
    const memory = [...new Array<number>(16).fill(0), ...latin1('book-12', 32)];
    const found = lookAt(new SimulatedClassic(bytes(BOOK), memory));
    expect(found).toMatchObject({ content: { text: '', quality: 'half-written' } });
  });

  it.each([
    ['UTF-8', NDEF_TEXT, 'book-777'],
    ['UTF-16', '0312D1010E5482656E004200FC0063006800650072FE'.replace('0312D1010E', '0313D1010F'), 'Bücher'],
    ['two chunks', '0312B101085402656E424F4F4B2D560003303432FE', 'BOOK-042'],
    ['a long record', `03FF0136C1010000012F5402656E${'78'.repeat(300)}FE`, 'x'.repeat(256)],
    ['no NDEF', Buffer.from('book-12 on a page').toString('hex'), 'book-12 on a page'],
    ['nothing', '', ''],
    ['an empty message', '0300FE', ''],
  ])('an NTAG with %s', (_, data, text) => {
    const tag = new SimulatedNtag(bytes(NTAG), bytes(data), {
      pages: 231,
      capability: [0xe1, 0x10, 0x6d, 0x00],
    });
    expect(lookAt(tag)).toMatchObject({ tagId: '04a2b3c4d5e680', content: { text, quality: 'whole' } });
  });

  it('an NTAG with a broken message has no text', () => {
    const found = lookAt(new SimulatedNtag(bytes(NTAG), bytes('0308D101085402656E62FE')));
    expect(found).toMatchObject({ content: { text: '', quality: 'half-written' } });
  });

  it('an Ultralight that no capability is written on is read, too', () => {
    const tag = new SimulatedNtag(bytes(NTAG), bytes(NDEF_TEXT), { pages: 16, capability: [0, 0, 0, 0] });
    expect(lookAt(tag)).toMatchObject({ content: { text: 'book-777' } });
  });

  it('is woken once a look, however long it lies there, and rests between', () => {
    const chip = simulatedMfrc522();
    chip.put(bookTag());
    const driver = driverOn(chip);
    const wakeUps: number[] = [];
    chip.onFrame = (frame) => {
      if (frame.bits === 7) wakeUps.push(frame.bytes[0] ?? 0);
      return frame;
    };
    for (let look = 0; look < 50; look++) expect(lookAtAntenna(driver, all).kind).toBe('tag');
    expect(wakeUps).toEqual(new Array(50).fill(0x52));
    driver.writeRegister(0x0d, 0x07);
    expect(driver.toCard(0x0c, [0x26])).toMatchObject({ status: false, bitSize: 0 });
  });

  it('never writes to standard output, which is kept for events', () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const chip = simulatedMfrc522();
    const tag = bookTag();
    chip.put(tag);
    const driver = driverOn(chip);
    chip.onAnswer = ({ bytes: [first = 0, ...rest], bits }) => ({ bytes: [first ^ 1, ...rest], bits });
    lookAtAntenna(driver, all);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});

describe('two tags on the antenna', () => {
  it.each([
    ['of 4 bytes', new SimulatedClassic(bytes('01020304')), new SimulatedClassic(bytes('05060708'))],
    [
      'of 7 bytes that differ at their end',
      new SimulatedNtag(bytes(NTAG)),
      new SimulatedNtag(bytes('04A2B3C4D5E681')),
    ],
    ['of two kinds', new SimulatedClassic(bytes('01020304')), new SimulatedNtag(bytes(NTAG))],
  ])('%s are two, and neither is taken for the one', (_, one, other) => {
    const chip = simulatedMfrc522();
    chip.put(one, other);
    const driver = driverOn(chip);
    for (let look = 0; look < 5; look++) {
      expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'something', collision: true });
    }
    chip.take(other);
    expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'tag' });
  });

  it('is not what a single disturbed answer means', () => {
    const chip = simulatedMfrc522();
    const other = new SimulatedClassic(bytes('05060708'));
    chip.put(bookTag(), other);
    const driver = driverOn(chip);
    let frames = 0;
    chip.onFrame = (frame) => {
      if (frames++ === 2) chip.take(other);
      return frame;
    };
    expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'tag', tagId: '386103974449' });
  });
});
