import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LibraryEvent } from '../../../domain/events';
import { memoryEventLog } from '../../support/memory-ports';
import { importInto } from './import-into';

const koc = (name: string) => join(__dirname, 'koc', name);
const [TAG, OTHER] = ['31234000100017', '31234000100025'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-actions-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let log: ReturnType<typeof memoryEventLog>;
beforeEach(async () => {
  log = memoryEventLog();
  await importInto(log, 'books', csv('book_id,name,author,isbn\nB1,A book,Ann Moor,\n'));
  await importInto(
    log,
    'tags',
    csv(`tag_id,book_id,assigned_at\n${TAG},B1,2020-01-01\n${OTHER},B1,2020-01-01\n`),
  );
});

function csv(text: string): string {
  const file = join(folder, 'in.csv');
  writeFileSync(file, text);
  return file;
}
const actions = (...rows: string[]) =>
  importInto(log, 'actions', csv(['at,action,tag_id', ...rows, ''].join('\n')), { timeZone: 'UTC' });

const scans = () =>
  log
    .events()
    .flatMap((event: LibraryEvent) =>
      event.type === 'TagScanned' ? [`${event.data.mode} ${event.data.tagId} ${event.effectiveAt}`] : [],
    );
const outcomes = ({ rows }: Awaited<ReturnType<typeof actions>>) => rows.map(({ result }) => result.result);

describe('a file of Koha’s offline circulation', () => {
  it('as the desktop tool writes it gives each scan its time by the clocks of the library', async () => {
    const { reasons, summary } = await importInto(log, 'actions', koc('desktop.koc'));
    expect(scans()).toEqual([
      `checkout ${TAG} 2024-05-02T08:15:30.000Z`,
      `return ${OTHER} 2024-05-02T08:16:02.005Z`,
    ]);
    expect(summary).toMatchObject({ rows: 5, new: 1, noLoan: 1, refused: 3 });
    expect(reasons).toEqual([
      undefined,
      'the copy was not on loan',
      'a payment moves no copy',
      'issue has 1 values behind it instead of 2',
      'it is no issue, return or payment',
    ]);
  });

  it('changes nothing when it is given again', async () => {
    await importInto(log, 'actions', koc('desktop.koc'));
    const before = log.events();
    const { summary } = await importInto(log, 'actions', koc('desktop.koc'));
    expect(summary).toMatchObject({ known: 2, refused: 3, eventsAdded: 0 });
    expect(log.events()).toEqual(before);
  });

  it('leaves no card of a patron in the log, in a row or in a reason', async () => {
    for (const name of ['desktop.koc', 'firefox.koc', 'as-specified.koc']) {
      const { rows } = await importInto(log, 'actions', koc(name));
      expect(JSON.stringify(rows)).not.toMatch(/23529001000463|85947584/);
    }
    expect(JSON.stringify(log.events())).not.toMatch(/23529001000463|85947584/);
  });

  it('of the browser’s add-on is in UTC, which it does not say', async () => {
    expect((await importInto(log, 'actions', koc('firefox.koc'))).summary.new).toBe(2);
    expect(scans()).toEqual([
      `checkout ${TAG} 2024-05-02T08:15:30.000Z`,
      `return ${TAG} 2024-05-03T08:16:02.000Z`,
    ]);
  });

  it('as it is specified has milliseconds as a number, which order what it holds', async () => {
    const { rows } = await importInto(log, 'actions', koc('as-specified.koc'), { timeZone: 'UTC' });
    expect(rows.map(({ result }) => result)).toEqual([
      { line: 2, result: 'new' },
      { line: 3, result: 'no-loan', reason: 'the copy was not on loan' },
    ]);
  });

  it('of a version that is not known is refused', async () => {
    await expect(importInto(log, 'actions', csv('Version=2.0\tGenerator=x\n'))).rejects.toThrow(
      /is of version 2.0; version 1.0 is known/,
    );
  });
});

describe('single actions in a CSV file', () => {
  it('make and end loans, and say where they do not', async () => {
    const { rows } = await actions(
      `2024-05-01 09:00,checkout,${TAG}`,
      `2024-05-03 09:00,Checkout,${TAG}`,
      `2024-05-08 09:00,return,${TAG}`,
      `2024-05-09 09:00,return,${TAG}`,
      '2024-05-01 09:00,checkout,UNKNOWN',
    );
    expect(rows.map(({ result: { result, reason } }) => [result, reason])).toEqual([
      ['new', undefined],
      ['no-loan', 'the copy was on loan since 2024-05-01T09:00:00.000Z (row 2)'],
      ['new', undefined],
      ['no-loan', 'the copy was not on loan'],
      ['no-loan', expect.stringContaining('UNKNOWN was not assigned to a book by 2024-05-01T09:00:00.000Z')],
    ]);
  });

  it('are known again, in any order and spelling, and once however often a file has them', async () => {
    await actions(`2024-05-01T09:00Z,checkout,${TAG}`, `2024-05-08T09:00Z,return,${TAG}`);
    const again = await actions(
      `2024-05-08 11:00+02,return,${TAG}`,
      `2024/05/01 9:00 AM,checkout,${TAG}`,
      `20240501090000,checkout,${TAG}`,
    );
    expect(outcomes(again)).toEqual(['known', 'known', 'known']);
    expect(again.reasons[2]).toBe('the same as row 3');
    expect(scans()).toHaveLength(2);
  });

  it('of one minute keep the order of the file, also when only one of them comes again', async () => {
    const rows = [`2024-05-08 09:00,return,${TAG}`, `2024-05-08 09:00,checkout,${TAG}`];
    await actions(`2024-05-01 09:00,checkout,${TAG}`);
    expect(outcomes(await actions(...rows))).toEqual(['new', 'new']);
    expect(scans().slice(1)).toEqual([
      `return ${TAG} 2024-05-08T09:00:00.000Z`,
      `checkout ${TAG} 2024-05-08T09:00:00.001Z`,
    ]);
    expect(outcomes(await actions(...rows.slice(1)))).toEqual(['known']);
  });

  it('are known where the same loan was imported as such, and the other way round', async () => {
    const loans = csv(`tag_id,borrowed_at,returned_at\n${TAG},2024-05-01 09:00,2024-05-08 09:00\n`);
    await importInto(log, 'loans', loans, { timeZone: 'UTC' });
    const rows = [`2024-05-01 09:00,checkout,${TAG}`, `2024-05-08 09:00,return,${TAG}`];
    expect(outcomes(await actions(...rows))).toEqual(['known', 'known']);
    await actions(`2024-05-01 09:00,checkout,${OTHER}`, `2024-05-08 09:00,return,${OTHER}`);
    const others = csv(`tag_id,borrowed_at,returned_at\n${OTHER},2024-05-01 09:00,2024-05-08 09:00\n`);
    expect((await importInto(log, 'loans', others, { timeZone: 'UTC' })).summary.known).toBe(1);
  });

  it('do not meet the return of an imported loan that is named by the same instant', async () => {
    const loans = csv(`tag_id,borrowed_at,returned_at\n${TAG},2024-05-01 09:00,2024-05-08 09:00\n`);
    await importInto(log, 'loans', loans, { timeZone: 'UTC' });
    expect(outcomes(await actions(`2024-05-01 09:00,return,${TAG}`))).not.toContain('known');
    expect(outcomes(await actions(`2024-05-01 09:00,return,${TAG}`))).toEqual(['known']);
  });

  it('that stand voided are refused', async () => {
    await actions(`2024-05-01 09:00,checkout,${TAG}`);
    const [scan] = log.events().filter(({ type }) => type === 'TagScanned');
    if (scan?.type !== 'TagScanned') throw new Error('No scan was stored.');
    const { scanId, tagId } = scan.data;
    const data = { tagId, scanId, reason: 'a mistake' };
    await log.insert([{ ...scan, eventId: `void#${scanId}`, type: 'ScanVoided', data }]);
    const again = await actions(`2024-05-01 09:00,checkout,${TAG}`);
    expect(again.rows[0]?.result).toMatchObject({
      result: 'refused',
      reason: expect.stringContaining('voided'),
    });
  });

  it.each([
    ['2024-05-01,checkout,T', 'at 2024-05-01 has no time of day'],
    ['NULL,checkout,T', 'at is empty'],
    [
      '05/06/2024 10:00,checkout,T',
      'at "05/06/2024 10:00" is not a time: say how it is meant: --date-format',
    ],
    ['2024-05-01 10:00,renew,T', 'action must be checkout or return'],
    ['2030-05-01 10:00,return,T', 'lies in the future'],
    ['2024-05-01 10:00,return,a tag', 'tag_id must be 1 to 64'],
    ['soon,renew,', 'tag_id must be 1 to 64 of the letters A-Z a-z, digits and . _ : -; action must be'],
  ])('are refused with every reason: %s', async (row, reason) => {
    expect((await actions(row)).reasons).toEqual([expect.stringContaining(reason)]);
  });
});
