import { FUNCTIONS } from '../../contract/functions';
import type { LibraryEvent } from '../../domain/events';
import { analyticsProjector } from '../../wiring/analytics-projector';
import { circulationProjector } from '../../wiring/circulation-projector';
import { everyGeneration } from '../../wiring/generations';
import { anAssignment, aScan, at } from '../domain/builders';
import { codeOf, commandFixture } from '../handlers/api/command-fixture';
import { aHistoryFixture, type HistoryFixture } from '../support/history-fixture';
import { longestChain } from '../support/longest-chain';

const mostOf = (name: keyof typeof FUNCTIONS) => FUNCTIONS[name].calls.inSequence;

/** A full batch of the stream: a hundred tags of thirty books, each assigned, lent and returned. */
const TAGS = Array.from({ length: 100 }, (_, n) => `tag-${n}`);
const ASSIGNED = TAGS.map((tagId, n) => anAssignment(at('08:00'), `book-${n % 30}`, 1, { tagId }));
const LENT = TAGS.map((tagId) => aScan(at('09:00'), { tagId }));
/** Late events are read with the whole history of their tags. */
const LATE = TAGS.map((tagId) => aScan(at('08:30'), { tagId }));

describe('calls of a projector, one after another', () => {
  let fixture: HistoryFixture;
  beforeAll(async () => {
    fixture = await aHistoryFixture();
    await fixture.scan(ASSIGNED);
    await fixture.rebuild();
  });
  afterAll(() => fixture.close());

  it.each([
    ['project-circulation', circulationProjector],
    ['project-analytics', analyticsProjector],
  ] as const)(
    'are as many as the record of %s says at most, in two generations',
    async (name, projectorOf) => {
      const chain = longestChain(fixture.db.client);
      const project = everyGeneration(fixture.location, projectorOf(fixture.location));
      const found: number[] = [];
      for (const batch of [LENT, LATE] as readonly (readonly LibraryEvent[])[]) {
        await fixture.record(batch);
        const { inSequence, calls } = await chain.of(() => project(batch));
        expect(calls).toBeGreaterThan(TAGS.length);
        found.push(inSequence);
      }
      expect(Math.max(...found)).toBeLessThanOrEqual(Number(mostOf(name)));
    },
  );
});

describe('calls that answer a request, one after another', () => {
  const fixture = commandFixture();

  it('are as many as the records of commands and api say at most', async () => {
    const bookId = await fixture.aBookOf();
    const tagId = await fixture.aCopyOf(bookId);
    await fixture.served.project(await fixture.served.log.readStream(`tag#${tagId}`));
    const chain = longestChain(fixture.db.client);
    const asked = async (name: 'api' | 'commands', work: () => Promise<{ status: number; body: object }>) => {
      let answer: { status: number; body: object } | undefined;
      const { inSequence } = await chain.of(async () => {
        answer = await work();
      });
      expect(answer && codeOf(answer)[0]).toBeLessThan(300);
      expect(inSequence).toBeLessThanOrEqual(Number(mostOf(name)));
      return inSequence;
    };
    const { served } = fixture;
    await asked('commands', () =>
      served.post(`/v1/tags/${tagId}/scans`, { mode: 'checkout' }, { key: 'a-key' }),
    );
    const stored = await served.log.readStream(`tag#${tagId}`);
    const scanId = stored.find(({ eventId }) => eventId.startsWith('scan#'))?.eventId.slice('scan#'.length);
    await served.project(stored);
    await asked('commands', () => served.post(`/v1/tags/${tagId}/scans/${scanId}/void`, { reason: 'test' }));
    await asked('commands', () => served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' }));
    const questions = [
      '/v1/stock',
      '/v1/inventory',
      `/v1/books/${bookId}`,
      `/v1/inventory/${tagId}/timeline`,
      `/v1/books/${bookId}/timeline`,
      '/v1/tags/unknown',
      '/v1/summary',
      '/v1/status',
      '/v1/events',
      '/v1/analytics/daily',
      '/v1/analytics/hours',
      '/v1/analytics/titles',
      '/v1/analytics/titles?by=neverMoved',
      '/v1/analytics/durations',
    ];
    for (const question of questions) await asked('api', () => served.get(question));
  });
});
