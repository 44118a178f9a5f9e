import fc from 'fast-check';
import { comparePositions } from '../../../domain/order';
import { continueHistory, EMPTY_CHECKPOINT, readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { TAG } from '../builders';
import { tagHistory } from '../histories';

const history = tagHistory(TAG);
const shuffledTwice = history.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], {
      minLength: events.length * 2,
      maxLength: events.length * 2,
    }),
  ),
);

describe('reading a history', () => {
  it('gives the same, whatever the order in which events come and however often', () => {
    fc.assert(
      fc.property(shuffledTwice, ([events, delivered]) => {
        expect(readHistory(delivered, DEFAULT_RULES)).toEqual(readHistory(events, DEFAULT_RULES));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same read on from any point, wherever it can be read on', () => {
    let readable = 0;
    fc.assert(
      fc.property(history, fc.nat(), (events, cut) => {
        const ordered = [...events].sort(comparePositions);
        const at = ordered.length === 0 ? 0 : cut % (ordered.length + 1);
        const part = readHistory(ordered.slice(0, at), DEFAULT_RULES);
        const on = continueHistory(part.reading, ordered.slice(at), DEFAULT_RULES);
        if (on === undefined) return;
        readable += 1;
        const whole = readHistory(ordered, DEFAULT_RULES);
        expect([...part.steps, ...on.steps]).toEqual(whole.steps);
        expect(on.reading).toEqual(whole.reading);
      }),
      { numRuns: 1_000 },
    );
    expect(readable).toBeGreaterThan(100);
  });

  it('refuses to be read on with anything that lies before the point reached', () => {
    fc.assert(
      fc.property(history, (events) => {
        const ordered = [...events].sort(comparePositions);
        const [first, ...rest] = ordered;
        if (first === undefined || rest.length === 0) return;
        expect(
          continueHistory(readHistory(rest, DEFAULT_RULES).reading, [first], DEFAULT_RULES),
        ).toBeUndefined();
      }),
    );
  });

  it('finds a loan open exactly while the tag is on loan, and loans numbered without a gap', () => {
    fc.assert(
      fc.property(history, (events) => {
        const { steps, reading } = readHistory(events, DEFAULT_RULES);
        for (const { after } of steps) {
          const open = after.latestLoan !== undefined && after.latestLoan.returnedAt === undefined;
          expect(open).toBe(after.status === 'on-loan');
        }
        expect(steps.filter(({ outcome }) => outcome === 'borrowed')).toHaveLength(reading.state.loanCount);
      }),
    );
  });

  it('starts from nothing', () => {
    expect(readHistory([], DEFAULT_RULES)).toEqual({ steps: [], reading: EMPTY_CHECKPOINT });
  });
});
