import { METRICS } from '../../contract/metrics';
import { NAMES } from '../../contract/names';
import { TABLES, type TableName } from '../../contract/tables';
import type { StageConfig } from '../stage-config';
import { type AlarmSpec, FIVE_MINUTES, type Metric, raisedByAny } from './alarm-spec';

const HOUR = 3600;

const RUNS = { export: 'export', seal: 'seal', verify: 'verification' } as const;

/** What CloudWatch is asked about that other constructs make. */
export type Delivered = {
  readonly apiId: string;
  readonly scansRule: string;
  readonly parkedRule: string;
  readonly scheduleGroups: { readonly export: string; readonly seal: string; readonly verify: string };
  readonly backupScheduleGroup: string;
};

/** What is between the functions: rules, schedules, tables, the API, and the readers themselves. */
export function deliveryAlarms(config: StageConfig, made: Delivered): AlarmSpec[] {
  return [
    raisedByAny(
      'parked',
      'Records that a projector gave up, or messages that a topic rule could not hand over, lie in the quarantine bucket.',
      sum('AWS/Events', 'Invocations', { RuleName: made.parkedRule }),
    ),
    raisedByAny(
      'scans-rule-undelivered',
      'Scans could be put neither into their queue nor into the dead-letter queue, and are lost.',
      sum('AWS/Events', 'InvocationsFailedToBeSentToDlq', { RuleName: made.scansRule }),
    ),
    ...(['export', 'seal', 'verify'] as const).map((run) =>
      raisedByAny(
        `${run}-schedule-undelivered`,
        `A start of the daily ${RUNS[run]} could not even be put into the dead-letter queue.`,
        sum('AWS/Scheduler', 'InvocationsFailedToBeSentToDeadLetterCount', {
          ScheduleGroup: made.scheduleGroups[run],
        }),
      ),
    ),
    raisedByAny(
      'backup-failed',
      'DynamoDB refused to begin the daily backup of the events.',
      sum('AWS/Scheduler', 'TargetErrorCount', { ScheduleGroup: made.backupScheduleGroup }),
    ),
    {
      ...raisedByAny(
        'api-faults',
        'The API answers with faults of its own.',
        sum('AWS/ApiGateway', '5xx', { ApiId: made.apiId }),
      ),
      raisedWhen: { above: 5 },
    },
    ...(Object.keys(TABLES) as TableName[]).map(
      (table): AlarmSpec => ({
        ...raisedByAny(
          `${table}-throttled`,
          `Writes to the ${table} table are throttled.`,
          sum('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: NAMES.table(config.stage, table) }),
        ),
        periods: 3,
      }),
    ),
    missed(
      'export-missed',
      'No export has succeeded for 26 hours: shelflog export writes the files now.',
      NAMES.function(config.stage, 'export-snapshots'),
    ),
    missed(
      'seal-missed',
      'No day has been sealed for 26 hours: shelflog audit seal does it now.',
      NAMES.function(config.stage, 'seal-day'),
    ),
    missed(
      'verify-missed',
      'What is served has not been verified for 26 hours: shelflog verify does it now.',
      NAMES.function(config.stage, 'verify-history'),
    ),
    ...config.readers.map(({ id }) => silentReader(id, config.silentReaderHours)),
  ];
}

/** A run that succeeded in each 26 hours: a day, and what the run itself may take. */
function missed(name: string, says: string, FunctionName: string): AlarmSpec {
  const dimensions = { FunctionName };
  return {
    name,
    says,
    metric: {
      expression: 'FILL(m0, 0) - FILL(m1, 0)',
      metrics: [
        sum('AWS/Lambda', 'Invocations', dimensions, HOUR),
        sum('AWS/Lambda', 'Errors', dimensions, HOUR),
      ],
    },
    raisedWhen: { below: 1 },
    periods: 26,
    silence: 'raised',
  };
}

function silentReader(readerId: string, hours: number): AlarmSpec {
  const { service } = METRICS.readerHeard;
  return {
    name: `reader-silent-${readerId}`,
    says: `Nothing has been heard of reader ${readerId} for ${hours} hours.`,
    metric: sum(METRICS.namespace, METRICS.readerHeard.name, { service, reader: readerId }, HOUR),
    raisedWhen: { below: 1 },
    periods: hours,
    silence: 'raised',
  };
}

function sum(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  periodSeconds = FIVE_MINUTES,
): Metric {
  return { namespace, name, statistic: 'Sum', periodSeconds, dimensions };
}
