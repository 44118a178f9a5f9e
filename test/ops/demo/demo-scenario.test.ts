import { parseScanMessage } from '../../../app/intake/scan-message';
import { demoTagId, readDemoBooks } from '../../../ops/demo/demo-books';
import { DEMO_READERS, demoScenario } from '../../../ops/demo/demo-scenario';

const NOW = '2026-03-01T10:00:00.000Z';

/** Park and Miller's generator: the same story at every run. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('the demo library', () => {
  it('has 200 or more books, each once and with at least two copies, and no tag twice', async () => {
    const { books, tags } = await readDemoBooks();
    const titles = books.map(({ values }) => `${values['name']}|${values['author']}`);
    expect(books.length).toBeGreaterThanOrEqual(200);
    expect(new Set(titles).size).toBe(books.length);
    expect(new Set(books.map(({ values }) => values['book_id'])).size).toBe(books.length);
    expect(new Set(tags.map(({ tagId }) => tagId)).size).toBe(tags.length);
    expect(books.every(({ values }) => Number(values['copies']) >= 2)).toBe(true);
  });

  it('numbers its tags as SimpleMFRC522 reads them: four bytes and their check byte', () => {
    const number = BigInt(demoTagId('any'));
    const bytes = [32n, 24n, 16n, 8n, 0n].map((shift) => Number((number >> shift) & 0xffn));
    expect(bytes[4]).toBe(bytes.slice(0, 4).reduce((sum, byte) => sum ^ byte, 0));
  });
});

describe('the demo story', () => {
  const tags = Array.from({ length: 60 }, (_, i) => ({ tagId: `t-${i}`, bookId: `book-${i % 20}` }));
  const story = demoScenario({ tags, onLoan: ['t-1'], random: seeded(7) });
  const moments = Array.from({ length: 2_000 }, () => story.next());
  const laid = moments.flatMap((moment) =>
    'tags' in moment ? moment.tags.map((tag) => ({ ...tag, readerId: moment.readerId })) : [],
  );
  const faultsOf = (readerId: string, payload: string) =>
    parseScanMessage(
      {
        topic: `shelflog/readers/${readerId}/scans`,
        clientId: readerId,
        receivedAt: NOW,
        payload: Buffer.from(payload),
      },
      'UTC',
    ).faults;

  it('has readers of all four modes, each with tags', () => {
    expect(new Set(Object.values(DEMO_READERS)).size).toBe(4);
    expect(new Set(laid.map(({ readerId }) => readerId))).toEqual(new Set(Object.keys(DEMO_READERS)));
  });

  it('has unknown tags, and now and then a message of which nothing is understood', () => {
    const known = new Set(tags.map(({ tagId }) => tagId));
    expect(laid.some(({ tagId }) => !known.has(tagId))).toBe(true);
    const odd = moments.flatMap((moment) => ('payload' in moment ? [moment] : []));
    expect(odd.length).toBeGreaterThan(10);
    expect(odd.length).toBeLessThan(100);
    for (const { readerId, payload } of odd) expect(faultsOf(readerId, payload)).not.toEqual([]);
  });
});
