import { Logger } from '@aws-lambda-powertools/logger';
import type { InvokedBy } from '../../contract/functions';
import { functionMetrics } from './function-metrics';
import type { projectStream } from './project-stream';

/** Tells the log, and by a metric the alarm, what a projector met. */
export function streamReport(serviceName: InvokedBy<'stream'>): Parameters<typeof projectStream>[2] {
  const logger = new Logger({ serviceName });
  const metrics = functionMetrics(serviceName);
  return {
    rewritten: ({ streamId, sequenceNumber, was, is }) => {
      logger.critical('History was rewritten', { streamId, sequenceNumber, was, is });
      metrics.count('HistoryRewritten');
    },
    failed: (streamId, fault) => {
      logger.error('Projection failed', { streamId, error: fault instanceof Error ? fault : String(fault) });
      metrics.count('ProjectionFailed');
    },
  };
}
