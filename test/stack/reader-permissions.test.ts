import { basicIngestTopic } from '../../contract/topics';
import { maySubscribe, refusalOfPublish } from '../../stack/reader-permissions';

const LIMIT = 128 * 1024;
const OWN = 'shelflog/readers/desk-1/scans';
const refusal = (topic: string, bytes = 2) => refusalOfPublish('desk-1', topic, bytes);

describe('a reader at the local broker', () => {
  it.each([
    OWN,
    'shelflog/readers/desk-1/status',
    'home/rfiddata',
    basicIngestTopic('shelflog_local_readerScans', OWN),
  ])('publishes on %s', (topic) => {
    expect(refusal(topic)).toBeUndefined();
  });

  it.each([
    'shelflog/readers/desk-2/scans',
    'shelflog/readers/desk-1/other',
    'shelflog/readers/+/scans',
    '$aws/rules/x',
    basicIngestTopic('shelflog_local_readerScans', 'shelflog/readers/desk-2/scans'),
    basicIngestTopic('shelflog_local_seedScans', OWN),
  ])('does not publish on %s', (topic) => {
    expect(refusal(topic)).toBe('not-authorized');
  });

  it('sends 128 KB and no byte more', () => {
    expect(refusal(OWN, LIMIT)).toBeUndefined();
    expect(refusal(OWN, LIMIT + 1)).toBe('too-large');
  });

  it('listens below its own id only', () => {
    expect(maySubscribe('desk-1', 'shelflog/readers/desk-1/commands')).toBe(true);
    expect(maySubscribe('desk-1', 'shelflog/readers/desk-2/status')).toBe(false);
    expect(maySubscribe('desk-1', 'shelflog/readers/+/scans')).toBe(false);
    expect(maySubscribe('desk-1', '#')).toBe(false);
  });
});
