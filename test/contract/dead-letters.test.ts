import { DEAD_LETTERS, formatDeadLetterQueues, parseDeadLetterQueues } from '../../contract/dead-letters';
import { recordOf } from '../../contract/records';

const queuesOf = (held: string) =>
  DEAD_LETTERS.filter(({ holds }) => holds === held).map(({ place, function: name }) => [place, name]);

describe('dead letters', () => {
  it('of a function that is called asynchronously are its failed invocations', () => {
    expect(queuesOf('failed invocation')).toEqual([
      ['ingest-scans', 'ingest-scans'],
      ['export-snapshots', 'export-snapshots'],
      ['seal-day', 'seal-day'],
      ['verify-history', 'verify-history'],
    ]);
  });

  it('of a function that reads a queue are what did not reach it, and what it failed on', () => {
    expect(queuesOf('bus event')).toEqual([
      ['scans-rule', 'append-events'],
      ['append-events', 'append-events'],
    ]);
  });

  it('of a schedule are the starts that it could not deliver', () => {
    expect(queuesOf('input of a schedule')).toEqual([
      ['export-schedule', 'export-snapshots'],
      ['seal-schedule', 'seal-day'],
      ['verify-schedule', 'verify-history'],
    ]);
  });
});

describe('DEAD_LETTER_QUEUES', () => {
  it('is read as it was written', () => {
    const urls = recordOf(DEAD_LETTERS.map(({ place }) => [place, `http://${place}/?a=b`] as const));
    expect(parseDeadLetterQueues(formatDeadLetterQueues(urls))).toEqual(new Map(Object.entries(urls)));
  });

  it('when a part is not place=url, then it says which', () => {
    expect(() => parseDeadLetterQueues('ingest-scans=http://x,nowhere=http://y')).toThrow(
      '"nowhere=http://y"',
    );
    expect(() => parseDeadLetterQueues('ingest-scans')).toThrow('"ingest-scans"');
  });
});
