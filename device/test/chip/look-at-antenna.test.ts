import Mfrc522 from 'mfrc522-rpi';
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

describe('an answer with a flipped bit', () => {
  it('is never text, whichever bit of a whole read it is', () => {
    const chip = simulatedMfrc522();
    const tag = bookTag();
    chip.put(tag);
    const driver = driverOn(chip);
    let bit = 0;
    let flipped = true;
    let seen = 0;
    for (; flipped; bit++) {
      flipped = false;
      seen = 0;
      chip.onAnswer = (answer) => {
        const at = bit - seen;
        seen += answer.bits;
        if (flipped || at < 0 || at >= answer.bits) return answer;
        flipped = true;
        return {
          bits: answer.bits,
          bytes: answer.bytes.map((byte, i) => (i === at >> 3 ? byte ^ (1 << (at & 7)) : byte)),
        };
      };
      const found = lookAtAntenna(driver, all);
      expect(found).toMatchObject({ kind: 'tag', tagId: '386103974449', content: { text: 'BOOK-000042' } });
    }
    // ATQA, UID with check byte, SAK, three blocks: with their checks.
    expect(bit - 1).toBe(16 + 40 + 24 + 3 * 144);
  });

  it('in a UID is found by its check byte, before any tag is selected by it', () => {
    const chip = simulatedMfrc522();
    chip.put(bookTag());
    const driver = driverOn(chip);
    const selected: string[] = [];
    chip.onFrame = (frame) => {
      if (frame.bytes[1] === 0x70) selected.push(Buffer.from(frame.bytes.slice(2, 7)).toString('hex'));
      return frame;
    };
    let answers = 0;
    chip.onAnswer = ({ bytes: answer, bits }) =>
      answers++ === 1
        ? { bits, bytes: answer.map((byte, at) => (at === 2 ? byte ^ 4 : byte)) }
        : { bits, bytes: answer };
    expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'tag', failures: ['garbled'] });
    expect(selected).toEqual(['59e5971a31']);
  });

  it('in every try leaves the id, and no text', () => {
    const chip = simulatedMfrc522();
    chip.put(bookTag());
    const driver = driverOn(chip);
    chip.onAnswer = ({ bytes: answer, bits }) =>
      bits === 144
        ? { bits, bytes: answer.map((byte, at) => (at === 3 ? byte ^ 0x20 : byte)) }
        : { bits, bytes: answer };
    expect(lookAtAntenna(driver, all)).toMatchObject({
      kind: 'tag',
      tagId: '386103974449',
      content: null,
      failures: ['failed', 'failed', 'failed'],
    });
  });

  it('that is short, long or empty is not text either', () => {
    for (const length of [0, 1, 4, 15, 16, 17, 19, 64]) {
      const chip = simulatedMfrc522();
      chip.put(bookTag());
      const driver = driverOn(chip);
      chip.onAnswer = (answer) =>
        answer.bits === 144 ? { bytes: new Array<number>(length).fill(0x41), bits: length * 8 } : answer;
      expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'tag', content: null });
    }
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

describe('a tag pulled away at any register access of a read', () => {
  it.each([
    ['a Classic', () => bookTag(), '386103974449', 'BOOK-000042'],
    ['an NTAG', () => new SimulatedNtag(bytes(NTAG), bytes(NDEF_TEXT)), '04a2b3c4d5e680', 'book-777'],
  ])(
    '%s: its id and whole text, its id alone, or nothing; and it is read when it is back',
    (_, make, tagId, text) => {
      const whole = simulatedMfrc522();
      whole.put(make());
      const driver = driverOn(whole);
      const before = whole.transfers;
      lookAtAntenna(driver, all);
      const accesses = whole.transfers - before;
      expect(accesses).toBeGreaterThan(150);
      for (let at = 0; at < accesses; at++) {
        const chip = simulatedMfrc522();
        const tag = make();
        chip.put(tag);
        const pulled = driverOn(chip);
        const from = chip.transfers;
        chip.onTransfer = (number) => {
          if (number === from + at) chip.take(tag);
        };
        const found = lookAtAntenna(pulled, all);
        if (found.kind === 'tag') {
          expect(found.tagId).toBe(tagId);
          if (found.content) expect(found.content.text).toBe(text);
        }
        chip.put(tag);
        expect(lookAtAntenna(pulled, all)).toMatchObject({ kind: 'tag', tagId, content: { text } });
      }
    },
  );
});

describe('a wire that is loose', () => {
  it.each([
    ['high', 0xff],
    ['low', 0x00],
  ])('so that MISO is stuck %s is no chip, from any register access of a read on', (_, level) => {
    for (let at = 0; at < 260; at += 1) {
      const chip = simulatedMfrc522();
      chip.put(bookTag());
      const driver = driverOn(chip);
      const from = chip.transfers;
      chip.onRead = (_register, value) => (chip.transfers > from + at ? level : value);
      const found = lookAtAntenna(driver, all);
      if (found.kind === 'tag' && found.content) expect(found.content.text).toBe('BOOK-000042');
      if (at === 0) expect(found.kind).toBe('no-chip');
      chip.onRead = (_register, value) => value;
      driver.reset();
      expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'tag', content: { text: 'BOOK-000042' } });
    }
  });

  it('where the cipher should have been put off does not keep the next look from its tag', () => {
    const chip = simulatedMfrc522();
    chip.put(bookTag());
    const driver = driverOn(chip);
    chip.onFrame = (frame) => {
      if (frame.bytes[0] === 0x50) chip.reaches = (register) => register !== 0x08;
      return frame;
    };
    expect(lookAtAntenna(driver, all).kind).toBe('tag');
    chip.reaches = () => true;
    expect(lookAtAntenna(driver, all)).toMatchObject({ kind: 'tag', failures: [] });
  });

  it('takes no more than the driver’s own patience', () => {
    const chip = simulatedMfrc522();
    const driver = new Mfrc522(chip.spi);
    chip.onRead = () => 0;
    lookAtAntenna(driver, all);
    expect(chip.transfers).toBeLessThan(2_100);
  });
});
