import { addDays, daysBetween, isDay } from '../../../app/export/days';
import { newestCountedDay, planExport } from '../../../app/export/plan-export';

const TODAY = '2026-03-10';
const STATE = { firstDay: '2026-03-01', lastDay: '2026-03-09', newestDay: '2026-03-10' };

describe('the plan of an export', () => {
  it('without a state begins with the first day that is marked', () => {
    const plan = planExport(TODAY, undefined, ['day#2026-03-08', 'loans#2026-03-07']);
    expect(plan.figures).toEqual(daysBetween('2026-03-07', TODAY));
    expect(plan.loans).toEqual(plan.figures);
  });

  it('goes on from the last exported day', () => {
    const plan = planExport(TODAY, STATE, []);
    expect(plan.figures).toEqual(['2026-03-09', '2026-03-10']);
    expect(plan.loans).toEqual(['2026-03-09', '2026-03-10']);
  });

  it('takes a marked loan day alone, and figures from the earliest marked day on', () => {
    const plan = planExport(TODAY, STATE, ['loans#2026-03-02', 'day#2026-03-06', 'day#2026-03-08']);
    expect(plan.figures).toEqual(daysBetween('2026-03-06', TODAY));
    expect(plan.loans).toEqual(['2026-03-02', '2026-03-09', '2026-03-10']);
  });

  it('when all is marked, takes every day since the first', () => {
    const plan = planExport(TODAY, STATE, ['all']);
    expect(plan.figures).toEqual(daysBetween('2026-03-01', TODAY));
    expect(plan.loans).toEqual(plan.figures);
  });

  it('when history turns out to begin earlier, gives the days before the first their files too', () => {
    const plan = planExport(TODAY, STATE, ['day#2026-02-27']);
    expect(plan.figures).toEqual(daysBetween('2026-02-27', TODAY));
    expect(plan.loans).toEqual([...daysBetween('2026-02-27', '2026-03-01'), '2026-03-09', '2026-03-10']);
    expect(plan.state.firstDay).toBe('2026-02-27');
  });

  it('leaves days that have not come until they come, but remembers that they hold something', () => {
    const plan = planExport(TODAY, STATE, ['day#2026-04-01', 'loans#2026-04-01']);
    expect(plan.figures).toEqual(['2026-03-09', '2026-03-10']);
    expect(plan.loans).toEqual(['2026-03-09', '2026-03-10']);
    expect(plan.state).toEqual({ firstDay: '2026-03-01', lastDay: TODAY, newestDay: '2026-04-01' });
  });

  it('after the clock was set back, still writes today', () => {
    const plan = planExport('2026-03-05', STATE, []);
    expect(plan.figures).toEqual(['2026-03-05']);
    expect(plan.state.lastDay).toBe('2026-03-05');
  });

  it('counts on tomorrow, for the clocks that are fast', () => {
    expect(newestCountedDay(TODAY, undefined, [])).toBe('2026-03-11');
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
