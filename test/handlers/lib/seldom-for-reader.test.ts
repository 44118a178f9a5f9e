import { z } from 'zod';
import { METRIC_NAMESPACE } from '../../../contract/metrics';
import { functionMetrics } from '../../../handlers/lib/function-metrics';
import { seldomForReader } from '../../../handlers/lib/seldom-for-reader';

const service = 'ingest-scans';

describe('that a reader was heard', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    // Powertools writes past the console.
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => jest.restoreAllMocks());

  const counts = () =>
    lines.map((line) =>
      z
        .looseObject({ reader: z.string(), service: z.string(), ReaderHeard: z.number() })
        .parse(JSON.parse(line)),
    );
  const heard = () => {
    const metrics = functionMetrics(service);
    return seldomForReader((readerId) => metrics.countReader('ReaderHeard', readerId));
  };

  it('is counted under its name, as the alarm asks for it', () => {
    heard()('desk-1', '2026-11-22T09:00:00.000Z');
    expect(counts()).toEqual([expect.objectContaining({ reader: 'desk-1', service, ReaderHeard: 1 })]);
    const { _aws: about } = z
      .object({ _aws: z.object({ CloudWatchMetrics: z.array(z.unknown()) }) })
      .parse(JSON.parse(lines[0]!));
    expect(about.CloudWatchMetrics).toEqual([
      {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [['service', 'reader']],
        Metrics: [{ Name: 'ReaderHeard', Unit: 'Count' }],
      },
    ]);
  });

  it('is counted every ten minutes at most, each reader by itself', () => {
    const count = heard();
    count('desk-1', '2026-11-22T09:00:00.000Z');
    count('desk-1', '2026-11-22T09:09:59.999Z');
    count('desk-2', '2026-11-22T09:09:59.999Z');
    count('desk-1', '2026-11-22T09:10:00.000Z');
    expect(counts().map(({ reader }) => reader)).toEqual(['desk-1', 'desk-2', 'desk-1']);
  });
});
