import { mfrc522Source } from '../../src/chip/mfrc522-source';
import { antenna } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { SimulatedClassic } from '../support/simulated-classic';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';
import { simulatedTime } from '../support/simulated-time';

const BOOK = '386103974449';
const book = (text = 'book-77') => new SimulatedClassic(bytes('59E5971A'), latin1(text, 48));
const other = () => new SimulatedClassic(bytes('DEADBEEF'), latin1('book-78', 48));

describe('the antenna as a source of tags', () => {
  it('tells a tag that comes, once, with its text and the time, and that it left', async () => {
    const { start, source, chip, passTo, told, reads } = antenna();
    await start();
    passTo(1_000);
    const tag = book();
    chip.put(tag);
    passTo(20_000);
    expect(reads).toEqual([{ tagId: BOOK, text: 'book-77', quality: 'whole', atMs: expect.any(Number) }]);
    expect(reads[0]!.atMs).toBeGreaterThan(1_000);
    expect(reads[0]!.atMs).toBeLessThan(1_150);
    chip.take(tag);
    passTo(20_590);
    expect(told).toEqual([`${BOOK} arrived`]);
    passTo(20_900);
    expect(told).toEqual([`${BOOK} arrived`, `${BOOK} left`]);
    expect(source.health()).toMatchObject({ kind: 'mfrc522', version: '92', ok: true, faults: 0, reads: 1 });
  });

  it('reads the memory of a tag once a presence', async () => {
    const { start, chip, passTo } = antenna();
    chip.put(book());
    let blocks = 0;
    chip.onFrame = (frame) => {
      if (frame.bytes[0] === 0x30) blocks += 1;
      return frame;
    };
    await start();
    passTo(5_000);
    expect(blocks).toBe(3);
  });

  it('tells a tag again that was away for long enough, and not one that was away for less', async () => {
    const { start, chip, passTo, reads } = antenna();
    const tag = book();
    await start();
    for (let at = 0; at < 10; at++) {
      chip.put(tag);
      passTo(at * 2_000 + 1_000);
      chip.take(tag);
      passTo(at * 2_000 + (at % 2 ? 1_590 : 2_000));
    }
    // It came once, was away for 1 s five times, and for 590 ms as often.
    expect(reads).toHaveLength(6);
  });

  it('tells two tags in turn as two', async () => {
    const { start, chip, passTo, reads } = antenna();
    const [one, two] = [book(), other()];
    await start();
    for (let at = 0; at < 40; at++) {
      chip.put(at % 2 ? two : one);
      chip.take(at % 2 ? one : two);
      passTo((at + 1) * 200);
    }
    expect(reads.map(({ text }) => text)).toEqual(['book-77', 'book-78']);
  });

  it('says that two tags lie there, once, and that it is over', async () => {
    const { start, source, chip, passTo, told } = antenna();
    const [one, two] = [book(), other()];
    chip.put(one, two);
    await start();
    passTo(3_000);
    expect(told).toEqual(['two-tags begins']);
    chip.take(one);
    passTo(4_000);
    expect(told).toEqual(['two-tags begins', 'two-tags over', '956397711138 arrived']);
    expect(source.health().readErrors.collision).toBeGreaterThan(3);
  });

  it('keeps a tag present on which another is laid', async () => {
    const { start, chip, passTo, told } = antenna();
    const [one, two] = [book(), other()];
    chip.put(one);
    await start();
    passTo(1_000);
    chip.put(two);
    passTo(5_000);
    chip.take(two);
    passTo(6_000);
    expect(told).toEqual([`${BOOK} arrived`, 'two-tags begins', 'two-tags over']);
  });

  it('tells a tag whose text does not come with its id alone', async () => {
    const { start, source, chip, passTo, reads } = antenna();
    chip.put(book());
    chip.onAnswer = (answer) => (answer.bits === 144 ? { bytes: [0x41], bits: 8 } : answer);
    await start();
    passTo(500);
    expect(reads).toMatchObject([{ tagId: BOOK, text: null, quality: 'unreadable' }]);
    expect(source.health().readErrors.unreadable).toBe(3);
  });

  it('tells nothing of a tag that is never understood, and does not hang', async () => {
    const { start, source, chip, passTo, told } = antenna();
    chip.put(book());
    chip.onAnswer = ({ bits, bytes: [first = 0, ...rest] }) => ({ bits, bytes: [first ^ 1, ...rest] });
    await start();
    passTo(2_000);
    expect(told).toEqual([]);
    expect(source.health().readErrors.garbled).toBeGreaterThan(50);
  });

  it('ends when it is stopped', async () => {
    const { start, source, chip, pass, told } = antenna();
    await start();
    pass(500);
    await source.stop();
    const transfers = chip.transfers;
    chip.put(book());
    pass(5_000);
    expect([chip.transfers, told]).toEqual([transfers, []]);
  });
});

describe('the chip', () => {
  it.each([
    [0x91, 'mfrc522', '91'],
    [0x92, 'mfrc522', '92'],
    [0x88, 'fm17522', '88'],
    [0x12, 'unknown', '12'],
  ])('of version %i is a %s and reads tags', async (version, kind, hex) => {
    const { start, source, chip, passTo, reads } = antenna(simulatedMfrc522(version));
    chip.put(book());
    await start();
    passTo(500);
    expect(reads).toHaveLength(1);
    expect(source.health()).toMatchObject({ kind, version: hex, ok: true });
  });

  it.each([
    ['00', 0x00],
    ['FF', 0xff],
  ])('whose version reads %s is none: told once, found again when it answers', async (hex, level) => {
    const { start, source, chip, passTo, told, troubles } = antenna();
    chip.onRead = () => level;
    chip.put(book());
    await start();
    passTo(5_000);
    expect(told).toEqual(['chip-silent begins']);
    expect(troubles[0]!.message).toContain(`VersionReg reads ${hex}`);
    expect(source.health()).toMatchObject({ kind: 'none', version: null, ok: false, faults: 1 });
    chip.onRead = (_register, value) => value;
    passTo(6_000);
    expect(told).toEqual(['chip-silent begins', 'chip-silent over', `${BOOK} arrived`]);
    expect(source.health()).toMatchObject({ kind: 'mfrc522', ok: true });
  });

  it('that answers otherwise each time has a bad wire', async () => {
    const { start, chip, passTo, troubles } = antenna();
    let read = 0;
    chip.onRead = (register, value) => (register === 0x37 ? value ^ (read++ % 3) : value);
    await start();
    passTo(500);
    expect(troubles[0]).toMatchObject({ code: 'chip-silent', over: false });
    expect(troubles[0]!.message).toContain('92, 93, 90');
  });

  it('that falls silent while a tag lies there has not seen it leave', async () => {
    const { start, chip, passTo, told } = antenna();
    chip.put(book());
    await start();
    passTo(1_000);
    chip.onRead = () => 0xff;
    passTo(30_000);
    chip.onRead = (_register, value) => value;
    passTo(35_000);
    expect(told).toEqual([`${BOOK} arrived`, 'chip-silent begins', 'chip-silent over']);
  });

  it('that says who it is and does nothing is a trouble after a second, and no tag leaves meanwhile', async () => {
    const { start, source, chip, passTo, told, troubles } = antenna();
    chip.put(book());
    await start();
    passTo(1_000);
    chip.onRead = (register, value) => (register === 0x04 ? 0 : value);
    passTo(1_500);
    expect(source.health().ok).toBe(true);
    passTo(20_000);
    expect(source.health()).toMatchObject({ ok: false, faults: 1, version: '92' });
    expect(troubles).toMatchObject([{ message: expect.stringContaining('does not work') }]);
    chip.onRead = (_register, value) => value;
    passTo(25_000);
    expect(told).toEqual([`${BOOK} arrived`, 'chip-silent begins', 'chip-silent over']);
  });

  it('that lost its power is set up again within a second, and reads on', async () => {
    const { start, source, chip, passTo, told } = antenna();
    const tag = book();
    chip.put(tag);
    await start();
    passTo(1_000);
    chip.reset();
    expect(chip.fieldIsOn()).toBe(false);
    passTo(2_100);
    expect(chip.fieldIsOn()).toBe(true);
    expect(told).toEqual([`${BOOK} arrived`]);
    expect(source.health()).toMatchObject({ ok: true, faults: 1 });
    chip.take(tag);
    passTo(3_000);
    chip.put(tag);
    passTo(4_000);
    expect(told).toEqual([`${BOOK} arrived`, `${BOOK} left`, `${BOOK} arrived`]);
  });

  it('whose antenna went off alone is set up again, too', async () => {
    const { start, chip, passTo, reads } = antenna();
    await start();
    passTo(1_000);
    chip.spi.write(Uint8Array.from([0x14 << 1, 0x80]));
    chip.put(book());
    passTo(2_500);
    expect(reads).toHaveLength(1);
  });

  it('behind a device that fails is a trouble with the kernel’s words, and is asked again', async () => {
    const { start, source, chip, passTo, told, troubles } = antenna();
    await start();
    passTo(500);
    chip.onTransfer = () => {
      throw new Error('ESHUTDOWN, Cannot send after transport endpoint shutdown');
    };
    passTo(1_500);
    expect(troubles[0]!.message).toContain('ESHUTDOWN');
    chip.onTransfer = () => undefined;
    chip.put(book());
    passTo(2_500);
    expect(told).toEqual(['chip-silent begins', 'chip-silent over', `${BOOK} arrived`]);
    expect(source.health().ok).toBe(true);
  });

  it('whose device cannot be opened does not start', async () => {
    const open = () => {
      throw new Error('/dev/spidev0.0: this user may not use it');
    };
    const source = mfrc522Source({ open, timing: simulatedTime().timing });
    const listener = { arrived: () => undefined, left: () => undefined, trouble: () => undefined };
    await expect(source.start(listener)).rejects.toThrow('this user may not use it');
  });
});

describe('a wire that is loose', () => {
  it('for a moment at any register access never doubles, loses or changes a tag', async () => {
    for (let at = 0; at < 300; at += 3) {
      const { start, chip, passTo, reads } = antenna();
      await start();
      passTo(450);
      chip.put(book());
      const from = chip.transfers;
      const isLoose = () => chip.transfers > from + at && chip.transfers < from + at + 25;
      chip.onRead = (_register, value) => (isLoose() ? 0xff : value);
      chip.reaches = () => !isLoose();
      passTo(6_000);
      expect(reads).toMatchObject([{ tagId: BOOK }]);
      expect(['book-77', null]).toContain(reads[0]!.text);
    }
  });
});
