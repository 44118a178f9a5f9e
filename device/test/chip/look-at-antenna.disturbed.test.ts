import Mfrc522 from 'mfrc522-rpi';
import { lookAtAntenna } from '../../src/chip/look-at-antenna';
import { driverOn } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { SimulatedClassic } from '../support/simulated-classic';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';
import { SimulatedNtag } from '../support/simulated-ntag';

const BOOK = '59E5971A';
const NTAG = '04A2B3C4D5E680';
const NDEF_TEXT = '030FD1010B5402656E626F6F6B2D373737FE';
const all = { wantsContent: () => true };

const bookTag = (text = 'BOOK-000042') => new SimulatedClassic(bytes(BOOK), latin1(text, 48));

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
