import fc from 'fast-check';
import type { InvocationResult } from '../../src/lambda/worker';
import { type Discard, processStreamBatch, type StreamItem } from '../../src/mappings/stream-batch';

const DONE: InvocationResult = { ok: true, payload: '{"batchItemFailures":[]}' };
const ERROR: InvocationResult = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
const failing = (...ids: (string | null)[]): InvocationResult => ({
  ok: true,
  payload: JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) }),
});
const MAPPING = { bisect: true, maxRetries: 2, maxAgeSeconds: 3600, partialResponses: true };
const NOW = 1_700_000_000_000;
/** Numbers of different lengths: their order as text is not their order. */
const items = (count: number): StreamItem[] =>
  Array.from({ length: count }, (_, n) => ({ sequenceNumber: String(8 + n), createdAtMs: NOW - 1000 }));

async function run(
  batch: readonly StreamItem[],
  answer: (ids: string[], call: number) => InvocationResult,
  mapping = MAPPING,
) {
  const calls: string[][] = [];
  const checkpoints: string[] = [];
  const discards: Discard<StreamItem>[] = [];
  await processStreamBatch(batch, mapping, {
    invoke: async (records) => {
      const ids = records.map(({ sequenceNumber }) => sequenceNumber);
      calls.push(ids);
      return answer(ids, calls.length);
    },
    checkpoint: async ({ sequenceNumber }) => void checkpoints.push(sequenceNumber),
    discard: async (discarded) => void discards.push(discarded),
    backOff: async () => {},
    now: () => NOW,
    stopped: () => false,
  });
  return { calls, checkpoints, discards };
}

function scripted(what: string, ids: readonly string[], settled: string[]): InvocationResult {
  if (what === 'error') return ERROR;
  if (what === 'first') return failing(ids[0] ?? '');
  if (what === 'bad') return failing('77');
  const from = what === 'last' ? ids.length - 1 : ids.length;
  settled.push(...ids.slice(0, from));
  return what === 'last' ? failing(ids.at(-1) ?? '') : DONE;
}

describe('a batch of a stream', () => {
  it.each([
    ['null', { ok: true, payload: 'null' }],
    ['an empty list', DONE],
    ['a null list', { ok: true, payload: '{"batchItemFailures":null}' }],
    ['an empty object', { ok: true, payload: '{}' }],
    ['any text', { ok: true, payload: '"done"' }],
  ] as const)('is done with when the function answers %s', async (_, answer) => {
    expect(await run(items(3), () => answer)).toMatchObject({ checkpoints: ['10'], discards: [] });
  });

  it('goes on from the numerically lowest failed record', async () => {
    const { calls, checkpoints } = await run(items(5), (_, call) => (call === 1 ? failing('11', '9') : DONE));
    expect(calls).toEqual([
      ['8', '9', '10', '11', '12'],
      ['9', '10', '11', '12'],
    ]);
    expect(checkpoints).toEqual(['8', '12']);
  });

  it.each([
    ['an empty identifier', failing('')],
    ['a null identifier', failing(null)],
    ['an identifier that is not of the batch', failing('9', '77')],
    ['a wrong key', { ok: true, payload: '{"batchItemFailures":[{"id":"9"}]}' }],
  ] as const)('counts %s as a failure of all', async (_, answer) => {
    const { calls } = await run(items(2), (_ids, call) => (call === 1 ? answer : DONE), {
      ...MAPPING,
      bisect: false,
    });
    expect(calls).toEqual([
      ['8', '9'],
      ['8', '9'],
    ]);
  });

  it('looks at no answer when partial responses are off', async () => {
    const { calls } = await run(items(2), () => failing('8'), { ...MAPPING, partialResponses: false });
    expect(calls).toHaveLength(1);
  });

  it('halves a batch on a function error until the poison record is alone, and goes on with the rest', async () => {
    const { calls, checkpoints, discards } = await run(items(4), (ids) =>
      ids.includes('10') ? ERROR : DONE,
    );
    expect(calls).toEqual([['8', '9', '10', '11'], ['8', '9'], ['10', '11'], ['10'], ['10'], ['10'], ['11']]);
    expect(checkpoints).toEqual(['9', '10', '11']);
    expect(discards).toMatchObject([
      { condition: 'RetryAttemptsExhausted', invokeCount: 5, records: [{ sequenceNumber: '10' }] },
    ]);
  });

  it('retries the whole batch 1 + 2 times without bisecting, then gives all of it up', async () => {
    const { calls, discards, checkpoints } = await run(items(3), () => ERROR, { ...MAPPING, bisect: false });
    expect(calls).toHaveLength(3);
    expect(discards).toMatchObject([{ invokeCount: 3, records: items(3), error: { errorMessage: 'no' } }]);
    expect(checkpoints).toEqual(['10']);
  });

  it('gives up the rest of a batch whose first record keeps failing by partial responses', async () => {
    const { calls, discards } = await run(items(3), () => failing('8'));
    expect(calls).toHaveLength(3);
    expect(discards).toMatchObject([{ records: items(3) }]);
  });

  it('does not count a partial response that got further as a retry', async () => {
    let fails = 0;
    const { calls, discards } = await run(items(5), (ids) => {
      const first = ids[0] ?? '';
      fails += 1;
      return fails > 4 ? DONE : failing(String(Number(first) + 1));
    });
    expect(calls).toHaveLength(5);
    expect(discards).toEqual([]);
  });

  it('gives up what has grown too old without calling the function', async () => {
    const [old, ...young] = items(3);
    const batch = [{ sequenceNumber: old?.sequenceNumber ?? '', createdAtMs: NOW - 3_600_001 }, ...young];
    const { calls, discards, checkpoints } = await run(batch, () => DONE);
    expect(discards).toMatchObject([{ condition: 'RecordAgeExceeded', records: [{ sequenceNumber: '8' }] }]);
    expect(calls).toEqual([['9', '10']]);
    expect(checkpoints).toEqual(['8', '10']);
  });

  it('tries without end when retries are without end', async () => {
    const { discards } = await run(items(1), (_, call) => (call < 200 ? ERROR : DONE), {
      ...MAPPING,
      maxRetries: -1,
    });
    expect(discards).toEqual([]);
  });

  it('delivers every record in order or parks it, whatever the function answers', async () => {
    const answers = fc.array(fc.constantFrom('done', 'error', 'first', 'last', 'bad'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        answers,
        async (count, bisect, script) => {
          const settled: string[] = [];
          const result = await run(
            items(count),
            (ids, call) => scripted(script[call - 1] ?? 'done', ids, settled),
            { ...MAPPING, bisect },
          );
          const checkpoints = result.checkpoints.map(Number);
          expect(checkpoints).toEqual([...checkpoints].sort((a, b) => a - b));
          expect(checkpoints.at(-1)).toBe(7 + count);
          const parked = result.discards.flatMap(({ records }) => records.map((one) => one.sequenceNumber));
          expect(new Set(settled).size).toBe(settled.length);
          expect(settled.filter((id) => parked.includes(id))).toEqual([]);
        },
      ),
    );
  });
});
