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
  let n = 0;
  const story = demoScenario({
    tags,
    onLoan: ['t-1'],
    random: seeded(7),
    newScanId: () => `s-${n++}`,
    now: () => NOW,
  });
  const messages = Array.from({ length: 2_000 }, () => story.next());
  const parsed = messages.map(({ readerId, payload }) => {
    const message = {
      topic: `shelflog/readers/${readerId}/scans`,
      clientId: readerId,
      receivedAt: NOW,
      payload: Buffer.from(payload),
    };
    return { ...parseScanMessage(message, 'UTC'), sentBy: readerId };
  });
  const scans = parsed.flatMap(({ sentBy, scans: good }) =>
    good.map((scan) => ({ ...scan, readerId: sentBy })),
  );

  it('has readers of all four modes, each scanning in its own', () => {
    expect(new Set(Object.values(DEMO_READERS)).size).toBe(4);
    expect(new Set(scans.map(({ readerId }) => readerId)).size).toBe(4);
    expect(scans.every(({ readerId, mode }) => mode === DEMO_READERS[readerId])).toBe(true);
  });

  it('has unknown tags, and a message now and then that goes to quarantine, but mostly good ones', () => {
    const known = new Set(tags.map(({ tagId }) => tagId));
    const bad = parsed.filter(({ faults }) => faults.length > 0).length;
    expect(scans.some(({ tagId }) => !known.has(tagId))).toBe(true);
    expect(bad).toBeGreaterThan(10);
    expect(bad).toBeLessThan(100);
  });

  it('never uses a scan id twice', () => {
    expect(new Set(scans.map(({ scanId }) => scanId)).size).toBe(scans.length);
  });
});
