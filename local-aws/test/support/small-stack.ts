import type { StackModel } from '../../src/model/stack-model';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

type SmallStack = Pick<StackModel, 'region' | 'accountId' | 'tables' | 'buckets' | 'queues' | 'rules'>;

/** A table with a stream and one of each other thing. */
export function smallStack(endpoint: string): SmallStack {
  const url = (name: string) => `${endpoint}/${ACCOUNT}/${name}`;
  const dead = { name: 'dead', arn: arn('sqs', 'dead'), url: url('dead') };
  return {
    region: REGION,
    accountId: ACCOUNT,
    tables: [
      {
        name: 'things',
        arn: arn('dynamodb', 'table/things'),
        hashKey: 'pk',
        rangeKey: 'sk',
        attributes: ['pk', 'sk', 'kind'].map((name) => ({ name, type: 'S' as const })),
        indexes: [{ name: 'byKind', hashKey: 'kind', projection: 'KEYS_ONLY', nonKeyAttributes: [] }],
        streamViewType: 'NEW_AND_OLD_IMAGES',
        ttlAttribute: 'expiresAt',
      },
    ],
    buckets: [{ name: 'files', arn: 'arn:aws:s3:::files' }],
    queues: [
      {
        name: 'work',
        arn: arn('sqs', 'work'),
        url: url('work'),
        visibilityTimeoutSeconds: 30,
        retentionSeconds: 345_600,
        redrive: { deadLetterArn: dead.arn, maxReceiveCount: 2 },
      },
      { ...dead, visibilityTimeoutSeconds: 30, retentionSeconds: 1_209_600 },
    ],
    rules: [
      {
        name: 'work-rule',
        busName: 'bus',
        pattern: { source: ['test'], 'detail-type': ['Work', { prefix: 'More' }] },
        targets: [{ id: 'work', arn: arn('sqs', 'work'), deadLetterArn: dead.arn }],
      },
    ],
  };
}
