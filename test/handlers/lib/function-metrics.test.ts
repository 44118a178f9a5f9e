import { z } from 'zod';
import { functionMetrics } from '../../../handlers/lib/function-metrics';
import { streamReport } from '../../../handlers/lib/stream-report';

describe('what a function counts', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    // Powertools writes past the console.
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    }
  });
  afterEach(() => jest.restoreAllMocks());

  const counts = () => {
    const entries = lines.map((line) => z.looseObject({}).parse(JSON.parse(line)));
    return entries.filter((one) => '_aws' in one);
  };

  it('is a line of its log, in the namespace and dimension of its alarm', () => {
    functionMetrics('verify-history').count('RowsDiffer', 3);
    expect(counts()).toEqual([
      expect.objectContaining({
        service: 'verify-history',
        RowsDiffer: 3,
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            {
              Namespace: 'Shelflog',
              Dimensions: [['service']],
              Metrics: [{ Name: 'RowsDiffer', Unit: 'Count' }],
            },
          ],
        }),
      }),
    ]);
  });

  it('is one unless said, and counted each time', () => {
    const metrics = functionMetrics('ingest-scans');
    metrics.count('MessageQuarantined');
    metrics.count('MessageQuarantined');
    expect(counts().map((one) => one['MessageQuarantined'])).toEqual([1, 1]);
  });

  it('is for the compiler only what its record says', () => {
    const verify = functionMetrics('verify-history');
    // @ts-expect-error: append-events counts it
    expect(() => verify.count('ScanConflict')).not.toThrow();
    // @ts-expect-error: the API counts nothing
    expect(() => functionMetrics('api').count('RowsDiffer')).not.toThrow();
    // @ts-expect-error: ingest-scans hears the readers
    expect(() => verify.countReader('ReaderHeard', 'desk-1')).not.toThrow();
  });

  it.each(['project-circulation', 'project-analytics'] as const)('is what %s met in the stream', (name) => {
    const report = streamReport(name);
    report.failed('tag#a', new Error('down'));
    report.rewritten({ kind: 'rewritten', streamId: 'tag#a', sequenceNumber: '7', was: {}, is: undefined });
    expect(counts()).toEqual([
      expect.objectContaining({ service: name, ProjectionFailed: 1 }),
      expect.objectContaining({ service: name, HistoryRewritten: 1 }),
    ]);
  });
});
