import { lookAtAntenna } from '../../src/chip/look-at-antenna';
import { writeTag } from '../../src/chip/write-tag';
import { driverOn } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { SimulatedClassic } from '../support/simulated-classic';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';
import { SimulatedNtag } from '../support/simulated-ntag';

const BOOK = '386103974449';
const STICKER = '04a2b3c4d5e680';
const OLD = 'the-old-book-of-more-than-one-block-0001';
const NEW = 'the-new-book-of-more-than-one-block-0077';

const classic = (text = OLD) => new SimulatedClassic(bytes('59E5971A'), latin1(text, 48));
const oldMessage = () => {
  const payload = [0x02, 0x65, 0x6e, ...latin1(OLD)];
  return [0x03, payload.length + 4, 0xd1, 0x01, payload.length, 0x54, ...payload, 0xfe];
};
const ntag = () => new SimulatedNtag(bytes(STICKER), oldMessage());
type Tag = SimulatedClassic | SimulatedNtag;
const KINDS: [string, () => Tag, string][] = [
  ['a Classic', classic, BOOK],
  ['an NTAG', ntag, STICKER],
];

function on(tag: Tag) {
  const chip = simulatedMfrc522();
  chip.put(tag);
  return { chip, driver: driverOn(chip) };
}
function textOn(tag: Tag) {
  const { driver } = on(tag);
  const found = lookAtAntenna(driver, { wantsContent: () => true });
  return found.kind === 'tag' ? found.content?.text : found.kind;
}

describe('writing a tag', () => {
  it.each(KINDS)('%s reads as what was written', (_, make, tagId) => {
    const tag = make();
    const { driver } = on(tag);
    expect(writeTag(driver, tagId, NEW)).toEqual({ kind: 'written', tagId, text: NEW });
    expect(textOn(tag)).toBe(NEW);
  });

  it('fills a Classic’s blocks as SimpleMFRC522 does, and no other', () => {
    const tag = classic();
    const before = tag.memory.map((block) => [...block]);
    writeTag(on(tag).driver, BOOK, 'BOOK-000042');
    expect(tag.text).toEqual(latin1('BOOK-000042', 48));
    expect(tag.memory.filter((_, at) => at < 8 || at > 10)).toEqual(
      before.filter((_, at) => at < 8 || at > 10),
    );
  });

  it('writes an NTAG four bytes a page, and leaves its first four pages alone', () => {
    const tag = ntag();
    const head = tag.memory.slice(0, 16);
    const { chip, driver } = on(tag);
    const sent: number[][] = [];
    chip.onFrame = (frame) => {
      if (frame.bytes[0] === 0xa2 || frame.bytes[0] === 0xa0) sent.push([...frame.bytes]);
      return frame;
    };
    expect(writeTag(driver, STICKER, 'Bücher 📚')).toMatchObject({ kind: 'written' });
    expect(sent.every((frame) => frame[0] === 0xa2 && frame.length === 8)).toBe(true);
    expect(tag.memory.slice(0, 16)).toEqual(head);
    expect(textOn(tag)).toBe('Bücher 📚');
  });

  it('writes nothing where the tag says it already', () => {
    const tag = classic(NEW);
    expect(writeTag(on(tag).driver, BOOK, NEW)).toMatchObject({ kind: 'written' });
    expect(tag.writes).toBe(0);
  });

  it.each([
    ['a Classic', classic, BOOK, 'x'.repeat(49), 'text-too-long'],
    ['a Classic', classic, BOOK, 'Łódź', 'text-not-writable'],
    ['an NTAG', ntag, STICKER, 'x'.repeat(136), 'text-too-long'],
  ])('refuses what does not fit %s', (_, make, tagId, text, code) => {
    const tag = make();
    expect(writeTag(on(tag).driver, tagId, text)).toMatchObject({ kind: 'refused', code });
    expect(tag.writes).toBe(0);
    expect(textOn(tag)).toBe(OLD);
  });

  it('takes what just fits an NTAG213', () => {
    const tag = ntag();
    expect(writeTag(on(tag).driver, STICKER, 'x'.repeat(135))).toMatchObject({ kind: 'written' });
  });

  it('says that a tag is under another key, and leaves it', () => {
    const tag = new SimulatedClassic(bytes('59E5971A'), latin1(OLD, 48), { key: [1, 2, 3, 4, 5, 6] });
    expect(writeTag(on(tag).driver, BOOK, NEW)).toMatchObject({
      kind: 'failed',
      code: 'locked',
      tag: 'unchanged',
    });
    expect(tag.writes).toBe(0);
  });

  it('says that a tag can only be read', () => {
    const blocks = new SimulatedClassic(bytes('59E5971A'), latin1(OLD, 48), { readOnly: true });
    expect(writeTag(on(blocks).driver, BOOK, NEW)).toMatchObject({ kind: 'refused', code: 'read-only' });
    const sticker = new SimulatedNtag(bytes(STICKER), [], { capability: [0xe1, 0x10, 0x12, 0x0f] });
    expect(writeTag(on(sticker).driver, STICKER, NEW)).toMatchObject({ kind: 'refused', code: 'read-only' });
    const locked = new SimulatedNtag(bytes(STICKER), oldMessage(), { readOnlyFrom: 4 });
    expect(writeTag(on(locked).driver, STICKER, NEW)).toMatchObject({ kind: 'refused', code: 'read-only' });
  });

  it('says that a tag locked from some page on is half written', () => {
    const tag = new SimulatedNtag(bytes(STICKER), oldMessage(), { readOnlyFrom: 8 });
    const outcome = writeTag(on(tag).driver, STICKER, NEW);
    expect(outcome).toMatchObject({ kind: 'failed', tag: 'half-written' });
    expect(textOn(tag)).toBe('');
  });

  it('refuses a tag without a memory', () => {
    const tag = new SimulatedClassic(bytes('59E5971A'), [], { sak: 0x20 });
    expect(writeTag(on(tag).driver, BOOK, NEW)).toMatchObject({ kind: 'refused', code: 'no-memory' });
  });

  it('leaves another tag alone that was put in its place', () => {
    const tag = classic();
    expect(writeTag(on(tag).driver, '257', NEW)).toMatchObject({
      kind: 'failed',
      code: 'tag-gone',
      tag: 'unchanged',
    });
    expect(tag.writes).toBe(0);
  });

  it('tries again where an answer is disturbed', () => {
    for (let frame = 0; frame < 40; frame++) {
      const tag = classic();
      const { chip, driver } = on(tag);
      let answers = 0;
      chip.onAnswer = (answer) =>
        answers++ === frame ? { bits: answer.bits, bytes: answer.bytes.map((byte) => byte ^ 0x05) } : answer;
      expect(writeTag(driver, BOOK, NEW)).toMatchObject({ kind: 'written' });
      expect(textOn(tag)).toBe(NEW);
    }
  });

  it('is not believed where the tag acknowledges what it does not keep', () => {
    const tag = classic();
    Object.defineProperty(tag.memory, 9, { get: () => latin1('forgets it all  '), set: () => undefined });
    expect(writeTag(on(tag).driver, BOOK, NEW)).toMatchObject({ kind: 'failed', code: 'not-as-written' });
  });
});

describe('a tag pulled away at any register access of a write', () => {
  it.each(KINDS)(
    '%s: ends as written or as reported, with the old text, none or the new one',
    (_, make, tagId) => {
      const whole = on(make());
      const before = whole.chip.transfers;
      writeTag(whole.driver, tagId, NEW);
      const accesses = whole.chip.transfers - before;
      const kinds = new Set<string>();
      for (let at = 0; at < accesses; at++) {
        const tag = make();
        const { chip, driver } = on(tag);
        const from = chip.transfers;
        chip.onTransfer = (number) => {
          if (number === from + at) chip.take(tag);
        };
        const outcome = writeTag(driver, tagId, NEW);
        const text = textOn(tag);
        kinds.add(outcome.kind === 'failed' ? `${outcome.code}, ${outcome.tag}` : outcome.kind);
        if (outcome.kind === 'written') expect(text).toBe(NEW);
        else if (outcome.kind === 'failed' && outcome.tag === 'unchanged') expect(text).toBe(OLD);
        else expect([OLD, '', NEW]).toContain(text);
      }
      expect(accesses).toBeGreaterThan(500);
      expect([...kinds].sort()).toEqual(['tag-gone, unchanged', 'tag-gone, unknown', 'written']);
    },
  );

  it.each(KINDS)('%s that comes back at once is written all the same', (_, make, tagId) => {
    for (let at = 300; at < 900; at += 7) {
      const tag = make();
      const { chip, driver } = on(tag);
      const from = chip.transfers;
      chip.onTransfer = (number) => {
        if (number === from + at) tag.powerOff();
      };
      expect(writeTag(driver, tagId, NEW)).toMatchObject({ kind: 'written' });
      expect(textOn(tag)).toBe(NEW);
    }
  });
});

describe('a loss of power inside a write', () => {
  it.each(KINDS)('of %s is seen and put right where the tag still lies there', (_, make, tagId) => {
    for (let write = 0; write < 4; write++) {
      for (const kept of [0, 1, 3]) {
        const tag = make();
        tag.torn = { write, bytes: kept };
        expect(writeTag(on(tag).driver, tagId, NEW)).toMatchObject({ kind: 'written' });
        expect(textOn(tag)).toBe(NEW);
      }
    }
  });

  it.each(KINDS)('of %s is reported where the tag is gone', (_, make, tagId) => {
    for (let write = 0; write < 3; write++) {
      for (const kept of [0, 1, 3]) {
        const tag = make();
        const { chip, driver } = on(tag);
        tag.torn = { write, bytes: kept };
        chip.onTransfer = () => {
          if (tag.writes > write) chip.take(tag);
        };
        const outcome = writeTag(driver, tagId, NEW);
        expect(outcome).toMatchObject({ kind: 'failed', code: 'tag-gone', tag: 'unknown' });
        expect(outcome).toMatchObject({ message: expect.stringContaining('half written') });
      }
    }
  });
});
