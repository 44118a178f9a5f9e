import { NAMES } from '../../contract/names';
import { type LibraryLife, startLibraryLife } from './library-life';
import { type RunningStack, startRunningStack } from './running-stack';

const OPS = NAMES.role('local', 'ops');

/** A day on which the library was there, and nothing moved. */
const DAY = new Date(Date.now() - 20 * 24 * 3_600_000).toISOString().slice(0, 10);

describe('an operator, with nothing but the role of operators', () => {
  let stack: RunningStack;
  let life: LibraryLife;
  beforeAll(async () => {
    stack = await startRunningStack();
    life = await startLibraryLife(stack);
    await life.scans();
    await life.oldEvent();
    await stack.idle();
  });
  afterAll(() => stack?.close());

  it.each([
    ['status'],
    ['export'],
    [`export --from ${DAY} --to ${DAY}`],
    ['quarantine list'],
    ['quarantine retry'],
    ['redrive'],
    ['redrive ingest-scans'],
    ['verify'],
    ['rebuild'],
    ['rebuild --dry-run --time-zone Pacific/Auckland'],
    ['audit timeline --tag tag-1'],
    ['audit timeline --from 2026-01-01 --to 2027-12-31'],
    ['audit seal'],
    ['audit seal'],
    ['restore --from ledger'],
    ['reader list'],
  ])('is not refused anything by: shelflog %s', async (line) => {
    stack.denials.length = 0;
    const { code, output } = await stack.cli(...line.split(' '));
    const refused = stack.denials.filter(({ role }) => role === OPS).map(({ message }) => message);
    expect([code, output]).not.toEqual([2, expect.anything()]);
    expect({ refused, mentioned: /AccessDenied|not authorized/.exec(output)?.[0] }).toEqual({ refused: [] });
  });

  it('is refused everything that the probe tries', async () => {
    const { code, output } = await stack.cli('probe');
    expect([code, output]).toEqual([0, expect.stringContaining('All of it is refused.')]);
  });
});
