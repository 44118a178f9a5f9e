import { DEAD_LETTER_PLACES } from '../../contract/dead-letters';
import { FUNCTION_NAMES, type FunctionName, invokedBy } from '../../contract/functions';
import { COUNTED_METRICS, METRIC_NAMESPACE } from '../../contract/metrics';
import { NAMES } from '../../contract/names';
import { TABLE_NAMES } from '../../contract/tables';
import { CloudwatchDashboard, type Construct } from '../resources';
import type { StageResources } from '../stage-resources';

type Line = readonly [namespace: string, metric: string, ...dimension: string[]];

/** What an operator looks at first: what comes in, how far behind it is, what failed and what it costs. */
export function stageDashboard(
  scope: Construct,
  id: string,
  { config, queues }: StageResources,
  made: { readonly apiId: string },
): void {
  const { stage, region } = config;
  const ofFunction = (metric: string, names: readonly FunctionName[]): Line[] =>
    names.map((name) => ['AWS/Lambda', metric, 'FunctionName', NAMES.function(stage, name)]);
  const ofTables = (metric: string): Line[] =>
    TABLE_NAMES.map((table) => ['AWS/DynamoDB', metric, 'TableName', NAMES.table(stage, table)]);
  const widget = (title: string, stat: string, metrics: Line[], place: number) => ({
    type: 'metric',
    x: (place % 3) * 8,
    y: Math.floor(place / 3) * 6,
    width: 8,
    height: 6,
    properties: { title, region, stat, period: 300, view: 'timeSeries', metrics },
  });
  const widgets: [string, string, Line[]][] = [
    ['Messages of readers', 'Sum', ofFunction('Invocations', invokedBy('topicRule'))],
    ['Behind, ms', 'Maximum', ofFunction('IteratorAge', invokedBy('stream'))],
    [
      'Given up',
      'Maximum',
      DEAD_LETTER_PLACES.map((place) => [
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        'QueueName',
        NAMES.deadLetterQueue(stage, place),
      ]),
    ],
    [
      'Not understood, in conflict, rewritten, differing',
      'Sum',
      COUNTED_METRICS.map(({ service, name }) => [METRIC_NAMESPACE, name, 'service', service]),
    ],
    [
      'Waiting to be recorded, s',
      'Maximum',
      [['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', queues.scans.name]],
    ],
    ['Faults of functions', 'Sum', ofFunction('Errors', FUNCTION_NAMES)],
    [
      'API: calls, 4xx, 5xx',
      'Sum',
      ['Count', '4xx', '5xx'].map((metric) => ['AWS/ApiGateway', metric, 'ApiId', made.apiId]),
    ],
    ['Write units', 'Sum', ofTables('ConsumedWriteCapacityUnits')],
    ['Read units', 'Sum', ofTables('ConsumedReadCapacityUnits')],
  ];
  new CloudwatchDashboard(scope, id, {
    dashboardName: NAMES.alarm(stage, 'overview'),
    dashboardBody: JSON.stringify({
      widgets: widgets.map(([title, stat, metrics], place) => widget(title, stat, metrics, place)),
    }),
  });
}
