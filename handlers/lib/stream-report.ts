import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { projectStream } from './project-stream';

/** Tells the log, and by a metric the alarm, what a projector met. */
export function streamReport(serviceName: string): Parameters<typeof projectStream>[2] {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'Shelflog', serviceName });
  const count = (name: string) => {
    metrics.addMetric(name, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };
  return {
    rewritten: ({ streamId, sequenceNumber, was, is }) => {
      logger.critical('History was rewritten', { streamId, sequenceNumber, was, is });
      count('HistoryRewritten');
    },
    failed: (streamId, fault) => {
      logger.error('Projection failed', { streamId, error: fault instanceof Error ? fault : String(fault) });
      count('ProjectionFailed');
    },
  };
}
