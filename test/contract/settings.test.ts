import { FUNCTION_NAMES, FUNCTIONS } from '../../contract/functions';
import { readSettings } from '../../contract/settings';

const VERIFY = {
  STAGE: 'test',
  LIBRARY_TIME_ZONE: 'Europe/Berlin',
  REPEAT_WINDOW_SECONDS: '2.5',
  EVENTS_TABLE: 'e',
  INVENTORY_TABLE: 'i',
  STOCK_TABLE: 's',
  ANALYTICS_TABLE: 'a',
  CONTROL_TABLE: 'c',
};
const API = {
  ...VERIFY,
  LOW_STOCK: '3',
  QUARANTINE_BUCKET: 'q',
  DEAD_LETTER_QUEUES: 'seal-day=http://x,scans-rule=http://y',
};

describe('the settings of a function', () => {
  it('are numbers, and names of tables and buckets, as its record asks for them', () => {
    expect(readSettings('verify-history', API)).toEqual({
      stage: 'test',
      timeZone: 'Europe/Berlin',
      repeatWindowMs: 2500,
      tables: { events: 'e', inventory: 'i', stock: 's', analytics: 'a', control: 'c' },
      buckets: {},
    });
    expect(readSettings('seal-day', { STAGE: 'test', EVENTS_TABLE: 'e', LEDGER_BUCKET: 'l' })).toEqual({
      stage: 'test',
      tables: { events: 'e' },
      buckets: { ledger: 'l' },
    });
  });

  it('have the URLs of the dead-letter queues by their places', () => {
    const { deadLetterQueues, buckets, lowStock } = readSettings('api', API);
    expect(lowStock).toBe(3);
    expect(() => readSettings('api', { ...API, LOW_STOCK: 'few' })).toThrow('is no number of copies');
    expect(deadLetterQueues).toEqual(
      new Map([
        ['seal-day', 'http://x'],
        ['scans-rule', 'http://y'],
      ]),
    );
    expect(buckets).toEqual({ quarantine: 'q' });
  });

  it.each([
    ['2018-01-01', '2018-01-01'],
    ['first-event', undefined],
  ])('have the first day of files, where %s says one', (EXPORTS_FROM, exportsFrom) => {
    const given = { ...VERIFY, EXPORTS_BUCKET: 'x', EXPORTS_FROM };
    expect(readSettings('export-snapshots', given).exportsFrom).toBe(exportsFrom);
  });

  it('have no name for the compiler that the record does not ask for', () => {
    // @ts-expect-error: it has no bucket of exports
    expect(readSettings('api', API).buckets.exports).toBeUndefined();
    // @ts-expect-error: a day of the ledger is one of UTC
    expect(() => readSettings('seal-day', {}).timeZone).toThrow();
  });

  it.each(FUNCTION_NAMES)('when nothing is set, then %s names every variable of its record', (name) => {
    const names = FUNCTIONS[name].env.join(', ');
    expect(() => readSettings(name, {})).toThrow(
      new Error(`Function ${name} lacks the environment variables ${names}.`),
    );
  });

  it.each(['ten', '-1', 'NaN'])('when the repeat window is %s, then it says so', (REPEAT_WINDOW_SECONDS) => {
    const given = { ...VERIFY, REPEAT_WINDOW_SECONDS };
    expect(() => readSettings('verify-history', given)).toThrow(
      `REPEAT_WINDOW_SECONDS: "${REPEAT_WINDOW_SECONDS}" is no number of seconds.`,
    );
  });
});
