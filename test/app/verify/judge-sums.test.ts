import { addLines, type LineValue, lineKeys } from '../../../app/history/sum-keys';
import { judgeSums, sumCandidate } from '../../../app/verify/judge-sums';
import type { VerifyPorts } from '../../../app/verify/verify-ports';

const KEY = lineKeys.stock('b');
const START = Date.parse('2026-03-02T09:00:00.000Z');
const ROUND_MS = 1_000;
let explanations = 0;

type Moving = {
  readonly moving: (round: number) => number;
  readonly off: number;
  readonly explained?: number;
};

/** A sum that tags move all the time. `moving(n)`: how many between the two readings of round n. */
async function judge({ moving, off, explained = 10 }: Moving) {
  let now = START;
  let moved = 0;
  let round = 0;
  let readings = 0;
  const recent = {
    movedIn: () => (moved === 0 ? undefined : { onLoan: moved }),
    // Twice a round: before the sum is read, and after.
    refresh: async () => {
      readings += 1;
      const parts = readings % 2 === 0 ? moving(round) : 3;
      if (readings % 2 === 0) round += 1;
      moved += parts;
      return new Map([[KEY, Array.from({ length: parts }, (): LineValue => ({ onLoan: 1 }))]]);
    },
  };
  const ports = {
    clock: () => new Date(now).toISOString(),
    pause: async () => {
      now += ROUND_MS;
    },
    patienceMs: 30_000,
    signal: new AbortController().signal,
    served: {
      // Half of what moves between the readings is in already.
      readSum: async () =>
        addLines({ total: 100, onLoan: moved + Math.floor(moving(round) / 2) }, { onLoan: off }),
      tagsOf: async () => {
        explanations += 1;
        return [];
      },
    },
    interpretation: { calendar: () => ({ date: '', hour: 0 }) },
  } as unknown as VerifyPorts;
  const candidate = sumCandidate(KEY, { total: 100, onLoan: 0 })!;
  return judgeSums([candidate], { recent, tagDrift: [], explained }, ports);
}

describe('a sum that moves while it is judged', () => {
  it('given it is right, then it is no drift: with few, with many, and with few seldom', async () => {
    for (const moving of [() => 1, () => 12, (round: number) => (round % 7 === 6 ? 2 : 15)]) {
      expect(await judge({ moving, off: 0 })).toEqual([]);
    }
  });

  it('given it stands still between two readings, then one reading tells', async () => {
    expect(await judge({ moving: () => 0, off: 0 })).toEqual([]);
    expect(await judge({ moving: () => 0, off: 1 })).toHaveLength(1);
  });

  it.each([1, 0])(
    'given it is wrong and %d are to be explained, then it reads the tags behind so many',
    async (explained) => {
      explanations = 0;
      expect(await judge({ moving: () => 0, off: 1, explained })).toHaveLength(1);
      expect(explanations).toBe(explained);
    },
  );

  it.each([1, -1, 5])('given it is off by %d, then it is found, though a round may hide it', async (off) => {
    const found = await judge({ moving: (round) => [12, 0, 2, 15][round % 4]!, off });
    expect(found).toEqual([expect.objectContaining({ table: 'stock', row: 'book b counts' })]);
  });

  it('given that every round has many, then it is found if it is off by more than they explain', async () => {
    expect(await judge({ moving: () => 12, off: 7 })).toHaveLength(1);
    expect(await judge({ moving: () => 12, off: -7 })).toHaveLength(1);
  });
});
