import { addDays, daysBetween, isDay } from '../../../app/export/days';
import type { ExportMark } from '../../../app/export/export-marks';
import type { ExportState } from '../../../app/export/export-ports';
import { firstDayOf, newestCountedDay, type PlanBasis, planExport } from '../../../app/export/plan-export';

const TODAY = '2026-03-10';
const FROM = '2026-03-01';
const plan = (state: ExportState | undefined, marks: readonly ExportMark[], over: Partial<PlanBasis> = {}) =>
  planExport({ today: TODAY, exportsFrom: FROM, state, marks, ...over });
const STATE: ExportState = { firstDay: '2026-03-01', lastDay: '2026-03-09', newestDay: '2026-03-10' };

describe('the plan of an export', () => {
  it('without a state takes every day that has files', () => {
    const { figures, loans } = plan(undefined, ['day#2026-03-08', 'loans#2026-03-07']);
    expect(figures).toEqual(daysBetween(FROM, TODAY));
    expect(loans).toEqual(figures);
  });

  it('goes on from the last exported day', () => {
    const { figures, loans } = plan(STATE, []);
    expect(figures).toEqual(['2026-03-09', '2026-03-10']);
    expect(loans).toEqual(['2026-03-09', '2026-03-10']);
  });

  it('takes a marked loan day alone, and figures from the earliest marked day on', () => {
    const { figures, loans } = plan(STATE, ['loans#2026-03-02', 'day#2026-03-06', 'day#2026-03-08']);
    expect(figures).toEqual(daysBetween('2026-03-06', TODAY));
    expect(loans).toEqual(['2026-03-02', '2026-03-09', '2026-03-10']);
  });

  it('when all is marked, takes every day that has files', () => {
    const { figures, loans } = plan(STATE, ['all']);
    expect(figures).toEqual(daysBetween(FROM, TODAY));
    expect(loans).toEqual(figures);
  });

  it('when an older day moved, gives it no files, and writes the figures of all later days again', () => {
    const { figures, loans, state } = plan(STATE, ['day#2018-02-27', 'loans#2018-02-27']);
    expect(figures).toEqual(daysBetween(FROM, TODAY));
    expect(loans).toEqual(['2026-03-09', '2026-03-10']);
    expect(state).toMatchObject({ firstDay: '2018-02-27', filesFrom: FROM });
  });

  it('when files shall begin earlier than they did, gives the days before the first their files too', () => {
    const { figures, loans } = plan(STATE, [], { exportsFrom: '2026-02-27' });
    expect(figures).toEqual(daysBetween('2026-02-27', TODAY));
    expect(loans).toEqual([...daysBetween('2026-02-27', '2026-02-28'), '2026-03-09', '2026-03-10']);
  });

  it('when files shall begin later, goes on from the last exported day', () => {
    const { figures } = plan({ ...STATE, filesFrom: FROM }, ['day#2026-03-02'], {
      exportsFrom: '2026-03-08',
    });
    expect(figures).toEqual(daysBetween('2026-03-08', TODAY));
  });

  it('before the first day that has files writes none', () => {
    const { figures, loans } = plan(undefined, ['day#2026-03-02'], { exportsFrom: '2026-04-01' });
    expect([...figures, ...loans]).toEqual([]);
  });

  it('leaves days that have not come until they come, but remembers that they hold something', () => {
    const { figures, loans, state } = plan(STATE, ['day#2026-04-01', 'loans#2026-04-01']);
    expect(figures).toEqual(['2026-03-09', '2026-03-10']);
    expect(loans).toEqual(['2026-03-09', '2026-03-10']);
    expect(state).toEqual({ firstDay: FROM, filesFrom: FROM, lastDay: TODAY, newestDay: '2026-04-01' });
  });

  it('after the clock was set back, still writes today', () => {
    const { figures, state } = plan(STATE, [], { today: '2026-03-05' });
    expect(figures).toEqual(['2026-03-05']);
    expect(state.lastDay).toBe('2026-03-05');
  });

  it('counts on tomorrow, for the clocks that are fast', () => {
    expect(newestCountedDay(TODAY, undefined, [])).toBe('2026-03-11');
  });

  it.each([
    ['the marks', undefined, ['day#2018-05-02', 'loans#2018-05-01'], '2018-05-01'],
    ['what was stored', STATE, ['day#2026-03-04'], FROM],
    ['nothing at all', undefined, ['day#2026-04-01'], TODAY],
  ] as const)('knows the first day of history by %s', (_, state, marks, first) => {
    expect(firstDayOf({ today: TODAY, state, marks })).toBe(first);
  });
});

describe('days', () => {
  it.each([
    ['2026-02-28', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-2-28', false],
    ['', false],
  ])('%s is a day: %s', (text, is) => {
    expect(isDay(text)).toBe(is);
  });

  it('are counted over months and years', () => {
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect(daysBetween('2026-03-02', '2026-03-01')).toEqual([]);
  });
});
