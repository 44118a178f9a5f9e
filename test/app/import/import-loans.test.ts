import { isTagEvent } from '../../../domain/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import type { Loan } from '../../../domain/tag/state';
import { importFixture } from '../../support/import-fixture';
import { memoryEventLog } from '../../support/memory-ports';

type Fixture = ReturnType<typeof importFixture>;
let log: ReturnType<typeof memoryEventLog>;
let file: Fixture;

beforeEach(async () => {
  log = memoryEventLog();
  file = importFixture(log, { timeZone: 'UTC' });
  await file.books(['B1', 'A book', 'Ann Moor', '']);
});
afterEach(() => file.close());

async function library(...tagIds: string[]) {
  await file.tags(...tagIds.map((tagId) => [tagId, 'B1', '2000-01-01']));
}

async function loansOf(tagId: string): Promise<string[]> {
  const events = (await log.readStream(`tag#${tagId}`)).filter(isTagEvent);
  const loans = new Map<number, Loan>();
  for (const { after } of readHistory(events, DEFAULT_RULES).steps) {
    if (after.latestLoan) loans.set(after.latestLoan.loanNo, after.latestLoan);
  }
  return [...loans.values()].map(
    ({ borrowedAt, returnedAt }) => `${short(borrowedAt)} - ${short(returnedAt)}`,
  );
}

const short = (at = 'out') => at.replace('.000Z', 'Z').replace('2024-', '');
const endings = ({ results }: Awaited<ReturnType<Fixture['loans']>>) => results.map(({ result }) => result);

describe('rows of one copy that overlap', () => {
  it('of three checkouts without returns make one loan, and the others name it', async () => {
    await library('SPL');
    const rows = [
      ['SPL', '2024-02-01 10:01', ''],
      ['SPL', '2024-03-05 16:22', ''],
      ['SPL', '2024-04-11 12:40', ''],
    ];
    const first = await file.loans(rows);
    expect(endings(first)).toEqual(['new', 'no-loan', 'no-loan']);
    expect(first.results[1]?.reason).toBe('the copy was on loan since 2024-02-01T10:01:00.000Z (row 2)');
    expect(await loansOf('SPL')).toEqual(['02-01T10:01:00Z - out']);
    expect(endings(await file.loans(rows))).toEqual(['known', 'known', 'known']);
  });

  it('with the same return make the first loan, which that return ends', async () => {
    await library('S3');
    const rows = ['01', '08', '15'].map((day) => ['S3', `2024-05-${day} 10:00`, '2024-05-20 10:00']);
    expect(endings(await file.loans(rows))).toEqual(['new', 'no-loan', 'no-loan']);
    expect(await loansOf('S3')).toEqual(['05-01T10:00:00Z - 05-20T10:00:00Z']);
  });

  it('whose own return comes too late are no loan as they say, and name the row that ended it', async () => {
    await library('S5');
    const { results } = await file.loans([
      ['S5', '2024-05-01 10:00', '2024-05-10 10:00'],
      ['S5', '2024-05-03 10:00', '2024-05-05 10:00'],
    ]);
    expect(results.map(({ result, reason }) => [result, reason])).toEqual([
      ['no-loan', 'its loan ended at 2024-05-05T10:00:00.000Z (row 3)'],
      ['no-loan', 'the copy was on loan since 2024-05-01T10:00:00.000Z (row 2)'],
    ]);
  });
});

describe('loans known by their day', () => {
  it('of one day are two loans in the order of the rows', async () => {
    await library('S1');
    const rows = [
      ['S1', '2024-05-01', '2024-05-01'],
      ['S1', '2024-05-01', '2024-05-03'],
    ];
    expect(endings(await file.loans(rows))).toEqual(['new', 'new']);
    expect(await loansOf('S1')).toEqual([
      '05-01T12:00:00Z - 05-01T12:00:00.001Z',
      '05-01T12:00:01Z - 05-03T00:00:00Z',
    ]);
    expect(endings(await file.loans(rows))).toEqual(['known', 'known']);
  });

  it('end right after they began, so that a later loan of the day is one', async () => {
    await library('S2');
    const rows = [
      ['S2', '2024-05-01', '2024-05-01'],
      ['S2', '2024-05-01 15:00', '2024-05-03 10:00'],
    ];
    expect(endings(await file.loans(rows))).toEqual(['new', 'new']);
    expect(await loansOf('S2')).toHaveLength(2);
  });

  it('in a second file are refused where they differ, naming loan_id and --replace', async () => {
    await library('S1');
    await file.loans([['S1', '2024-05-01', '2024-05-01']]);
    const { results } = await file.loans([['S1', '2024-05-01', '2024-05-03']]);
    expect(results[0]).toMatchObject({
      result: 'refused',
      reason: expect.stringMatching(/--replace.*loan_id/),
    });
  });

  it('are taken beside each other where they have loan_ids', async () => {
    await library('S1');
    const rows = [
      ['S1', '2024-05-01', '2024-05-01', 'a'],
      ['S1', '2024-05-01', '2024-05-03', 'b'],
    ];
    expect(endings(await file.loans(rows))).toEqual(['new', 'new']);
    expect(endings(await file.loans(rows.slice(1)))).toEqual(['known']);
  });

  it('count in no hour, for nobody knows it', async () => {
    await library('S1');
    await file.loans([['S1', '2024-05-01', '2024-05-03']]);
    const scans = log.events().filter(({ type }) => type === 'TagScanned');
    expect(scans.map(({ data }) => 'precision' in data && data.precision)).toEqual(['day', 'day']);
  });
});

describe('a loan', () => {
  it('may begin and end in the same minute', async () => {
    await library('M');
    expect(endings(await file.loans([['M', '2024-05-01 10:00', '2024-05-01 10:00']]))).toEqual(['new']);
    expect(await loansOf('M')).toEqual(['05-01T10:00:00Z - 05-01T10:00:00.001Z']);
  });

  it('may end in the second pass of an hour that the clocks showed twice', async () => {
    const berlin = importFixture(log, { timeZone: 'Europe/Berlin', now: () => '2024-12-01T00:00:00.000Z' });
    await library('D');
    expect(endings(await berlin.loans([['D', '2024-10-27 02:50', '2024-10-27 02:10']]))).toEqual(['new']);
    expect(await loansOf('D')).toEqual(['10-27T00:50:00Z - 10-27T01:10:00Z']);
    berlin.close();
  });

  it('may be as old as 1919, and is none yet where its copy was not assigned by then', async () => {
    await library('O');
    const { results } = await file.loans([['O', '1919-03-01', '1919-03-20']]);
    expect(results[0]).toMatchObject({
      result: 'no-loan',
      reason: expect.stringContaining('was not assigned'),
    });
    await file.tags(['O', 'B1', '1900-01-01']);
    expect(await loansOf('O')).toEqual(['1919-03-01T12:00:00Z - 1919-03-20T00:00:00Z']);
    expect(endings(await file.loans([['O', '1919-03-01', '1919-03-20']]))).toEqual(['known']);
  });

  it('written otherwise is the same loan', async () => {
    await library('W');
    await file.loans([['W', '2024-05-01 10:00', '2024-05-02 10:00']]);
    expect(endings(await file.loans([['W', '2024-05-01T12:00:00+02:00', '2024-05-02 10:00:00']]))).toEqual([
      'known',
    ]);
  });

  it('that is out and comes back is ended, in whichever order the files come', async () => {
    await library('R', 'Q');
    await file.loans([['R', '2024-05-01 10:00', '']]);
    expect(endings(await file.loans([['R', '2024-05-01 10:00', '2024-05-02 10:00']]))).toEqual(['new']);
    await file.loans([['Q', '2024-05-01 10:00', '2024-05-02 10:00']]);
    expect(endings(await file.loans([['Q', '2024-05-01 10:00', '']]))).toEqual(['known']);
    expect(await loansOf('R')).toEqual(await loansOf('Q'));
  });

  it('whose year lies far from all others is taken, with a warning that asks', async () => {
    await library('Y');
    const rows = Array.from({ length: 99 }, (_, i) => [
      'Y',
      `2024-01-01 10:${String(i % 60).padStart(2, '0')}:0${i > 59 ? 1 : 0}`,
      '',
    ]);
    const { results } = await file.loans([...rows, ['Y', '1924-01-01 10:00', '']]);
    expect(results.filter(({ warning }) => warning !== undefined)).toEqual([
      expect.objectContaining({ line: 101, warning: expect.stringContaining('1924-01-01 10:00 lies far') }),
    ]);
  });
});

describe('rows that say different things of one loan', () => {
  it('are refused together, naming each other', async () => {
    await library('C');
    const { results } = await file.loans([
      ['C', '2024-05-01 10:00', '2024-05-04 10:00'],
      ['C', '2024-05-01 10:00', '2024-05-05 10:00'],
    ]);
    expect(results.map(({ reason }) => reason)).toEqual([
      'row 3 says otherwise of the same loan; keep the right one',
      'row 2 says otherwise of the same loan; keep the right one',
    ]);
    expect(await loansOf('C')).toEqual([]);
  });

  it('are one row where they are equal', async () => {
    await library('E');
    expect(
      endings(
        await file.loans([
          ['E', '2024-05-01', ''],
          ['E', '2024-05-01', ''],
        ]),
      ),
    ).toEqual(['new', 'known']);
  });
});

describe('a wrong imported loan', () => {
  const wrong = ['S6', '2024-05-01 10:00', '2024-05-04 10:00'];
  const right = ['S6', '2024-05-01 10:00', '2024-05-05 10:00'];

  beforeEach(async () => {
    await library('S6');
    await file.loans([wrong]);
  });

  it('is refused with the option that mends it', async () => {
    const { results } = await file.loans([right]);
    expect(results[0]?.reason).toBe(
      'this loan is stored with returned_at 2024-05-04T10:00:00.000Z; to take this row instead, give --replace to the import',
    );
  });

  it('is mended by --replace, which does nothing the second time', async () => {
    expect(endings(await file.loans([right], { replace: true }))).toEqual(['new']);
    expect(await loansOf('S6')).toEqual(['05-01T10:00:00Z - 05-05T10:00:00Z']);
    expect(endings(await file.loans([right], { replace: true }))).toEqual(['known']);
    expect(endings(await file.loans([right]))).toEqual(['known']);
  });

  it('comes back by --replace with the first file, and is mended again', async () => {
    await file.loans([right], { replace: true });
    expect(endings(await file.loans([wrong]))).toEqual(['refused']);
    await file.loans([wrong], { replace: true });
    expect(await loansOf('S6')).toEqual(['05-01T10:00:00Z - 05-04T10:00:00Z']);
    await file.loans([right], { replace: true });
    expect(await loansOf('S6')).toEqual(['05-01T10:00:00Z - 05-05T10:00:00Z']);
  });

  it('is still out by --replace with a row that says so', async () => {
    expect(endings(await file.loans([['S6', '2024-05-01 10:00', '']], { replace: true }))).toEqual(['new']);
    expect(await loansOf('S6')).toEqual(['05-01T10:00:00Z - out']);
  });

  it('named by loan_id moves to another time', async () => {
    await library('L');
    await file.loans([['L', '2024-05-01 10:00', '2024-05-04 10:00', 'k1']]);
    const moved = ['L', '2024-05-02 10:00', '2024-05-04 10:00', 'k1'];
    expect(endings(await file.loans([moved]))).toEqual(['refused']);
    expect(endings(await file.loans([moved], { replace: true }))).toEqual(['new']);
    expect(await loansOf('L')).toEqual(['05-02T10:00:00Z - 05-04T10:00:00Z']);
  });
});
