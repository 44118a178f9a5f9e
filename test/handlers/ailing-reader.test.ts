import { METRIC_NAMESPACE } from '../../contract/metrics';
import { startIngestStand } from '../support/ingest-stand';
import { aMessage } from '../support/messages';

const STATUS = { topic: 'shelflog/readers/desk-1/status' };

describe('a status that comes in', () => {
  let stand: Awaited<ReturnType<typeof startIngestStand>>;
  const lines: string[] = [];
  beforeAll(async () => {
    stand = await startIngestStand({ POWERTOOLS_METRICS_DISABLED: 'false' });
  }, 60_000);
  afterAll(() => stand.stop());
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => jest.restoreAllMocks());
  const counted = () =>
    lines
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
      .filter((line) => 'ReaderAiling' in line);

  it('counts nothing of a reader that is well', async () => {
    await stand.receive(aMessage({ state: 'online', undervoltage: false }, STATUS));
    expect(counted()).toEqual([]);
  });

  it('counts the reader that it says is ailing, by its name, and seldom', async () => {
    const message = aMessage({ state: 'online', undervoltage: true }, STATUS);
    await stand.receive(message);
    await stand.receive(message);
    expect(counted()).toEqual([
      expect.objectContaining({ reader: 'desk-1', service: 'ingest-scans', ReaderAiling: 1 }),
    ]);
    expect(counted()[0]._aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({ Namespace: METRIC_NAMESPACE, Dimensions: [['service', 'reader']] }),
    ]);
  });
});
