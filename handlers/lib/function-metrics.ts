import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FunctionName } from '../../contract/functions';
import { METRIC_NAMESPACE, type MetricOf, type ReaderMetricOf } from '../../contract/metrics';

/** Counts what the function's record says that it counts: each count is a line of its log, which CloudWatch adds up
 *  under the name that the alarm asks for. */
export function functionMetrics<F extends FunctionName>(name: F) {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: name });
  return {
    count(metric: MetricOf<F>, amount = 1): void {
      metrics.addMetric(metric, MetricUnit.Count, amount);
      metrics.publishStoredMetrics();
    },

    countReader(metric: ReaderMetricOf<F>, readerId: string): void {
      metrics.singleMetric().addDimension('reader', readerId).addMetric(metric, MetricUnit.Count, 1);
    },
  };
}
