import { METRIC_NAMESPACE } from '../../contract/metrics';
import { startIngestFixture } from '../support/ingest-fixture';
import { aMessage } from '../support/messages';

const STATUS = { topic: 'shelflog/readers/desk-1/status' };

describe('a status that comes in', () => {
  let fixture: Awaited<ReturnType<typeof startIngestFixture>>;
  const lines: string[] = [];
  beforeAll(async () => {
    fixture = await startIngestFixture({ POWERTOOLS_METRICS_DISABLED: 'false' });
  });
  afterAll(() => fixture.stop());
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
    await fixture.receive(aMessage({ state: 'online', undervoltage: false }, STATUS));
    expect(counted()).toEqual([]);
  });

  it('counts the reader that it says is ailing, by its name, and seldom', async () => {
    const message = aMessage({ state: 'online', undervoltage: true }, STATUS);
    await fixture.receive(message);
    await fixture.receive(message);
    expect(counted()).toEqual([
      expect.objectContaining({ reader: 'desk-1', service: 'ingest-scans', ReaderAiling: 1 }),
    ]);
    expect(counted()[0]._aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({ Namespace: METRIC_NAMESPACE, Dimensions: [['service', 'reader']] }),
    ]);
  });
});
