import { METRICS } from '../../contract/metrics';
import { DEAD_LETTER_PLACES, NAMES } from '../../contract/names';
import { CloudwatchDashboard, type Construct } from '../resources';
import type { StageResources } from '../stage-resources';

type Line = readonly [namespace: string, metric: string, ...dimension: string[]];

/** What an operator looks at first: what comes in, how far behind it is, what failed and what it costs. */
export function stageDashboard(
  scope: Construct,
  id: string,
  { config, scans }: StageResources,
  made: { readonly apiId: string },
): void {
  const { stage, region } = config;
  const ofFunction = (metric: string, ...names: Parameters<typeof NAMES.function>[1][]): Line[] =>
    names.map((name) => ['AWS/Lambda', metric, 'FunctionName', NAMES.function(stage, name)]);
  const ofTables = (metric: string): Line[] =>
    (['events', 'inventory', 'stock', 'analytics', 'control'] as const).map((table) => [
      'AWS/DynamoDB',
      metric,
      'TableName',
      NAMES.table(stage, table),
    ]);
  const widget = (title: string, stat: string, metrics: Line[], place: number) => ({
    type: 'metric',
    x: (place % 3) * 8,
    y: Math.floor(place / 3) * 6,
    width: 8,
    height: 6,
    properties: { title, region, stat, period: 300, view: 'timeSeries', metrics },
  });
  const widgets: [string, string, Line[]][] = [
    ['Messages of readers', 'Sum', ofFunction('Invocations', 'ingest-scans')],
    ['Behind, ms', 'Maximum', ofFunction('IteratorAge', 'project-circulation', 'project-analytics')],
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
      Object.entries(METRICS.counted).flatMap(([service, names]) =>
        names.map((name): Line => [METRICS.namespace, name, 'service', service]),
      ),
    ],
    [
      'Waiting to be recorded, s',
      'Maximum',
      [['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', scans.name]],
    ],
    [
      'Faults of functions',
      'Sum',
      ofFunction(
        'Errors',
        'ingest-scans',
        'append-events',
        'project-circulation',
        'project-analytics',
        'export-snapshots',
        'seal-day',
        'verify-history',
        'api',
      ),
    ],
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
