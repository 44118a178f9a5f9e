import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../../adapters/files/line-store';
import type { LineValue } from '../../../app/history/sum-keys';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shelflog-lines-'));
});
afterEach(() => rm(folder, { recursive: true }));

const MANY = 2_500;
const nameOf = (n: number) => `k|${String(n).padStart(6, '0')}`;

async function merged(names: readonly string[], linesInMemory: number, lines: [string, string, LineValue][]) {
  const store = lineStore(folder, { linesInMemory, durable: false });
  for (const name of names) {
    const sink = await store.open(name);
    for (const [, key, value] of lines.filter(([of]) => of === name)) {
      sink.add(key, { ...value });
      await sink.settle();
    }
    await sink.close();
  }
  const groups: (readonly { key: string; value: LineValue; text?: string | undefined }[])[] = [];
  for await (const group of store.merged(names)) groups.push(group);
  return groups;
}

describe('sorted lines', () => {
  it('come in the order of their keys, those of one key added up, from however many runs and sinks', async () => {
    const lines = [...Array(MANY).keys()].reverse().flatMap((n): [string, string, LineValue][] => [
      ['a', nameOf(n), { n: 1, text: 'a' }],
      ['b', nameOf(n), { n: n % 2 }],
    ]);
    const groups = await merged(['a', 'b'], 300, lines);
    expect(groups.flat().map(({ key, value }) => ({ key, value }))).toEqual(
      [...Array(MANY).keys()].map((n) => ({ key: nameOf(n), value: { n: 1 + (n % 2), text: 'a' } })),
    );
  });

  it('come in groups, of which each is bounded', async () => {
    const lines = [...Array(MANY).keys()].map((n): [string, string, LineValue] => ['a', nameOf(n), { n }]);
    const groups = await merged(['a'], 10_000, lines);
    expect(groups.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  });

  it('tell as text only what was not added up', async () => {
    const [group] = await merged(['a', 'b'], 10, [
      ['a', 'alone', { h: 'x' }],
      ['a', 'both', { n: 1 }],
      ['b', 'both', { n: 2 }],
    ]);
    expect(group?.map(({ key, text }) => [key, text])).toEqual([
      ['alone', '{"h":"x"}'],
      ['both', undefined],
    ]);
  });

  it('of nothing are none', async () => {
    expect((await merged(['a', 'b'], 10, [])).flat()).toEqual([]);
  });
});
