import { METRIC_NAMESPACE, READER_METRICS } from '../../contract/metrics';
import { NAMES } from '../../contract/names';
import { TABLE_NAMES } from '../../contract/tables';
import type { StageConfig } from '../stage-config';
import { type AlarmSpec, raisedByAny, sum } from './alarm-spec';

const HOUR = 3600;
const QUARTER_OF_AN_HOUR = 900;

/** What CloudWatch is asked about that other constructs make. */
export type Delivered = {
  readonly apiId: string;
  readonly scansRule: string;
  readonly parkedRule: string;
  readonly backupScheduleGroup: string;
};

/** What is between the functions: rules, the backup's schedule, tables, the API, and the readers themselves. */
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
    ...TABLE_NAMES.map(
      (table): AlarmSpec => ({
        ...raisedByAny(
          `${table}-throttled`,
          `Writes to the ${table} table are throttled.`,
          sum('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: NAMES.table(config.stage, table) }),
        ),
        periods: 3,
      }),
    ),
    ...READER_METRICS.flatMap((metric) =>
      config.readers.flatMap(({ id }) => [
        silentReader(metric, id, config.silentReaderHours),
        ailingReader(metric, id),
      ]),
    ),
  ];
}

type ReaderMetrics = (typeof READER_METRICS)[number];

function silentReader({ service, heard }: ReaderMetrics, readerId: string, hours: number): AlarmSpec {
  return {
    name: `reader-silent-${readerId}`,
    says: `Nothing has been heard of reader ${readerId} for ${hours} hours.`,
    metric: sum(METRIC_NAMESPACE, heard, { service, reader: readerId }, HOUR),
    raisedWhen: { below: 1 },
    periods: hours,
    silence: 'raised',
  };
}

/** An ailing reader is counted every ten minutes, and one that is well not at all. */
function ailingReader({ service, ailing }: ReaderMetrics, readerId: string): AlarmSpec {
  return {
    ...raisedByAny(
      `reader-ailing-${readerId}`,
      `Reader ${readerId} says that it is not well; shelflog status says what of.`,
      sum(METRIC_NAMESPACE, ailing, { service, reader: readerId }, QUARTER_OF_AN_HOUR),
    ),
    periods: 2,
  };
}
