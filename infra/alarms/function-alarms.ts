import {
  ASYNCHRONOUS,
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  invokedBy,
} from '../../contract/functions';
import { COUNTED_METRICS, METRIC_NAMESPACE } from '../../contract/metrics';
import { NAMES } from '../../contract/names';
import { type AlarmSpec, FIVE_MINUTES, type Metric, raisedByAny, sum } from './alarm-spec';

const MINUTE_MS = 60_000;

/** Faults and throttling of every function, what they count themselves, and how far the projectors are behind. */
export function functionAlarms(stage: string): AlarmSpec[] {
  const metric = metricOf(stage);
  return [
    ...FUNCTION_NAMES.map(
      (name): AlarmSpec => ({
        ...raisedByAny(`${name}-errors`, `${name} fails. Its log says why.`, metric(name, 'Errors')),
        raisedWhen: { above: FUNCTIONS[name].failuresAllowed },
      }),
    ),
    ...FUNCTION_NAMES.map(
      (name): AlarmSpec => ({
        ...raisedByAny(
          `${name}-throttled`,
          `${name} is kept from running by a limit.`,
          metric(name, 'Throttles'),
        ),
        periods: 3,
      }),
    ),
    ...ASYNCHRONOUS.map((name) =>
      raisedByAny(
        `${name}-undelivered`,
        `What ${name} gave up could not be put into its dead-letter queue and is lost.`,
        metric(name, 'DestinationDeliveryFailures'),
      ),
    ),
    ...invokedBy('stream').flatMap((name) => lagAlarms(name, metric(name, 'IteratorAge', 'Maximum'))),
    ...countedAlarms(),
  ];
}

const metricOf =
  (stage: string) =>
  (name: FunctionName, metric: string, statistic: Metric['statistic'] = 'Sum'): Metric => ({
    namespace: 'AWS/Lambda',
    name: metric,
    dimensions: { FunctionName: NAMES.function(stage, name) },
    statistic,
    periodSeconds: FIVE_MINUTES,
  });

/** The stream keeps a record for 24 hours; the mapping gives one up after 12. */
function lagAlarms(name: string, metric: Metric): AlarmSpec[] {
  const alarm = (suffix: string, says: string, minutes: number): AlarmSpec => ({
    name: `${name}-${suffix}`,
    says,
    metric,
    raisedWhen: { above: minutes * MINUTE_MS },
    periods: 1,
    silence: 'fine',
  });
  return [
    alarm('late', `${name} is more than 15 minutes behind: what is shown is old.`, 15),
    alarm(
      'stuck',
      `${name} is more than six hours behind. At twelve its records go to the quarantine bucket.`,
      360,
    ),
  ];
}

function countedAlarms(): AlarmSpec[] {
  return COUNTED_METRICS.map(({ service, name, says }) =>
    raisedByAny(`${service}-${kebab(name)}`, says, sum(METRIC_NAMESPACE, name, { service })),
  );
}

const kebab = (name: string) => name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
