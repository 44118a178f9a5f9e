import { openTagSource } from '../../src/chip/open-tag-source';
import { simulatedSource } from '../../src/chip/simulated-source';
import type { TagListener, TagRead } from '../../src/tags/tag-source';
import { simulatedTime } from '../support/simulated-time';

type Line = { atMs: number; present: string[]; texts?: Record<string, string> };

async function playing(lines: readonly Line[], clock = { nowUs: 0 }) {
  const time = simulatedTime(clock);
  const told: string[] = [];
  const reads: TagRead[] = [];
  const listener: TagListener = {
    arrived: (read) => {
      reads.push(read);
      told.push(`${read.atMs} ${read.tagId} arrived`);
    },
    left: (tagId) => told.push(`${tagId} left`),
    trouble: ({ code }) => told.push(code),
  };
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const source = simulatedSource({ file: 'tags.jsonl', read: async () => text, timing: time.timing });
  await source.start(listener);
  return { ...time, source, told, reads };
}

describe('tags by a script', () => {
  it('come at their time, with their text, and leave 600 ms after they went', async () => {
    const { passTo, told, reads } = await playing([
      { atMs: 1_200, present: ['91'], texts: { '91': ' book-77\0' } },
      { atMs: 2_000, present: [] },
    ]);
    passTo(1_199);
    expect(told).toEqual([]);
    passTo(2_599);
    expect(reads).toEqual([{ tagId: '91', text: 'book-77', quality: 'whole', atMs: 1_200 }]);
    passTo(2_700);
    expect(told).toEqual(['1200 91 arrived', '91 left']);
  });

  it.each([
    [599, ['0 a arrived']],
    [600, ['0 a arrived', 'a left', '1600 a arrived']],
    [5_000, ['0 a arrived', 'a left', '6000 a arrived']],
  ])('that were away for %i ms', async (awayMs, expected) => {
    const { passTo, told } = await playing([
      { atMs: 0, present: ['a'] },
      { atMs: 1_000, present: [] },
      { atMs: 1_000 + awayMs, present: ['a'] },
    ]);
    passTo(10_000);
    expect(told).toEqual(expected);
  });

  it('sixty within a second are sixty arrivals', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => ({
      atMs: 500 + at * 16,
      present: Array.from({ length: at + 1 }, (_, tag) => `t${tag}`),
    }));
    const { passTo, reads, source } = await playing(lines);
    passTo(1_500);
    expect(reads.map(({ tagId }) => tagId)).toEqual(lines.at(-1)?.present);
    expect(reads.map(({ atMs }) => atMs)).toEqual(lines.map(({ atMs }) => atMs));
    expect(source.health()).toMatchObject({ kind: 'simulated', ok: true, reads: 60, lastReadAtMs: 1_444 });
  });

  it('that came before the source began, or while its timers were late, are all told', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => ({ atMs: at * 1_000, present: at % 2 ? [] : ['a'] }));
    const late = await playing(lines, { nowUs: 60_000_000 });
    late.pass(1);
    const onTime = await playing(lines);
    onTime.passTo(60_000);
    expect(late.told).toEqual(onTime.told);
    expect(late.reads).toHaveLength(10);
  });

  it('are looked at for ever, so that a watchdog sees life', async () => {
    const { passTo, source } = await playing([]);
    passTo(60_000);
    expect(source.health().lastPollAtMs).toBe(60_000);
  });

  it('end when the source is stopped', async () => {
    const { passTo, told, source } = await playing([{ atMs: 500, present: ['a'] }]);
    await source.stop();
    passTo(2_000);
    expect(told).toEqual([]);
  });

  it('are written when one lies there alone', async () => {
    const { passTo, source, reads } = await playing([
      { atMs: 100, present: ['a', 'b'] },
      { atMs: 200, present: ['b'] },
      { atMs: 1_500, present: ['b', 'a'] },
      { atMs: 2_500, present: [] },
      { atMs: 4_000, present: ['b'] },
    ]);
    const outcome = source.write('book-9', new AbortController().signal);
    passTo(5_000);
    expect(await outcome).toEqual({ kind: 'written', tagId: 'b', text: 'book-9' });
    expect(reads.at(-1)).toMatchObject({ tagId: 'b', text: 'book-9' });
    const none = source.write('book-9', AbortSignal.abort());
    expect(await none).toMatchObject({ code: 'no-tag' });
  });
});

describe('a source that cannot start', () => {
  const nobody: TagListener = { arrived: () => undefined, left: () => undefined, trouble: () => undefined };

  it('names every fault of its script', async () => {
    const read = async () => '{"atMs":1}\n{';
    const source = simulatedSource({ file: 'tags.jsonl', read, timing: simulatedTime().timing });
    await expect(source.start(nobody)).rejects.toThrow(
      'tags.jsonl: line 1: present is a list of tag ids; line 2: is not JSON',
    );
  });

  it('names a script that is not there', async () => {
    const source = openTagSource({ kind: 'simulated', script: '/nowhere/tags.jsonl' });
    await expect(source.start(nobody)).rejects.toThrow('/nowhere/tags.jsonl cannot be read');
  });

  it('says that the native part is missing, or the device', async () => {
    const source = openTagSource({ kind: 'mfrc522', device: '/dev/spidev9.9' });
    await expect(source.start(nobody)).rejects.toThrow(/spi-device is not built|switch SPI on/);
  });
});
