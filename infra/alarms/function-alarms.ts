import type { FunctionName } from '../../contract/functions';
import { METRICS } from '../../contract/metrics';
import { NAMES } from '../../contract/names';
import { type AlarmSpec, FIVE_MINUTES, type Metric, raisedByAny } from './alarm-spec';

const FAILURES_IN_FIVE_MINUTES: Readonly<Record<FunctionName, number>> = {
  // Tried again by whatever called them; a few faults mend themselves.
  'ingest-scans': 5,
  'append-events': 5,
  'project-circulation': 5,
  'project-analytics': 5,
  'export-snapshots': 0,
  'seal-day': 0,
  'verify-history': 0,
  api: 5,
};
const PROJECTORS = ['project-circulation', 'project-analytics'] as const;
const ASYNCHRONOUS = ['ingest-scans', 'export-snapshots', 'seal-day', 'verify-history'] as const;
const MINUTE_MS = 60_000;

const SAYS = {
  MessageQuarantined: 'A message could not be understood. It is kept whole: shelflog quarantine list.',
  ScanConflict: 'A scan came again with other content. It is kept whole: shelflog quarantine list.',
  HistoryRewritten: 'A stored event was changed or removed. This must never happen: treat it as an incident.',
  ProjectionFailed: 'A projector failed on an event and tries it again.',
  RowsDiffer: 'Rows that are served are not what history says. The log of verify-history names them.',
  Unfinished: 'History was too large to be verified in the time or on the disk of a function.',
} as const;

/** Faults and throttling of every function, what they count themselves, and how far the projectors are behind. */
export function functionAlarms(stage: string): AlarmSpec[] {
  const names = Object.keys(FAILURES_IN_FIVE_MINUTES) as FunctionName[];
  const metric = metricOf(stage);
  return [
    ...names.map(
      (name): AlarmSpec => ({
        ...raisedByAny(`${name}-errors`, `${name} fails. Its log says why.`, metric(name, 'Errors')),
        raisedWhen: { above: FAILURES_IN_FIVE_MINUTES[name] },
      }),
    ),
    ...names.map(
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
    ...PROJECTORS.flatMap((name) => lagAlarms(name, metric(name, 'IteratorAge', 'Maximum'))),
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
  return Object.entries(METRICS.counted).flatMap(([service, counted]) =>
    counted.map((name) =>
      raisedByAny(`${service}-${kebab(name)}`, SAYS[name], {
        namespace: METRICS.namespace,
        name,
        dimensions: { service },
        statistic: 'Sum',
        periodSeconds: FIVE_MINUTES,
      }),
    ),
  );
}

const kebab = (name: string) => name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
