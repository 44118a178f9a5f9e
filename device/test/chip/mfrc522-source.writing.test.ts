import { antenna } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { SimulatedClassic } from '../support/simulated-classic';
import { SimulatedNtag } from '../support/simulated-ntag';

const BOOK = '386103974449';
const book = (text = 'book-77') => new SimulatedClassic(bytes('59E5971A'), latin1(text, 48));
const other = () => new SimulatedClassic(bytes('DEADBEEF'), latin1('book-78', 48));

describe('writing through the source', () => {
  it('waits for a tag, writes it, and does not take it for one that was lent', async () => {
    const { start, source, chip, passTo, told } = antenna();
    await start();
    passTo(300);
    const outcome = source.write('book-99', new AbortController().signal);
    passTo(1_000);
    const tag = book();
    chip.put(tag);
    passTo(3_000);
    expect(await outcome).toEqual({ kind: 'written', tagId: BOOK, text: 'book-99' });
    expect(told).toEqual([]);
    chip.take(tag);
    passTo(4_000);
    chip.put(tag);
    passTo(5_000);
    expect(told).toEqual([`${BOOK} left`, `${BOOK} arrived`]);
  });

  it('gives up when it is told to, and reads on', async () => {
    const { start, source, chip, passTo, reads } = antenna();
    await start();
    const abort = new AbortController();
    const outcome = source.write('book-99', abort.signal);
    passTo(500);
    abort.abort();
    expect(await outcome).toMatchObject({ kind: 'failed', code: 'no-tag', tag: 'unchanged' });
    const tag = book();
    chip.put(tag);
    passTo(1_000);
    expect(reads).toMatchObject([{ text: 'book-77' }]);
    expect(tag.writes).toBe(0);
  });

  it('writes neither of two tags', async () => {
    const { start, source, chip, passTo } = antenna();
    const [one, two] = [book(), other()];
    chip.put(one, two);
    await start();
    const outcome = source.write('book-99', new AbortController().signal);
    passTo(1_000);
    expect(await outcome).toMatchObject({ kind: 'failed', code: 'two-tags' });
    expect([one.writes, two.writes]).toEqual([0, 0]);
  });

  it('writes an NTAG', async () => {
    const { start, source, chip, passTo } = antenna();
    chip.put(new SimulatedNtag(bytes('04A2B3C4D5E680'), bytes('0103A00C340300FE')));
    await start();
    const outcome = source.write('book-99', new AbortController().signal);
    passTo(1_000);
    expect(await outcome).toMatchObject({ kind: 'written', tagId: '04a2b3c4d5e680' });
  });

  it('refuses a text that would be read as another before any tag is there', async () => {
    const { source } = antenna();
    expect(await source.write(' book', new AbortController().signal)).toMatchObject({
      code: 'text-not-writable',
    });
  });

  it('is ended by a stop', async () => {
    const { start, source } = antenna();
    await start();
    const outcome = source.write('book-99', new AbortController().signal);
    await source.stop();
    expect(await outcome).toMatchObject({ code: 'no-tag' });
  });
});
