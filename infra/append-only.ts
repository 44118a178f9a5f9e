import { NAMES } from '../contract/names';
import { EVENT_INSERTERS } from '../contract/roles';
import type { Statement } from './policy';
import type { StageConfig } from './stage-config';

/** Whose account and roles a policy names. */
export type StageAccount = { readonly config: StageConfig; readonly accountId: string };

/** Of the Events table: nobody changes or removes an item, the deployer included; only the named roles insert; the
 *  table itself is the deployer's. TTL and restores are part of the latter: both could take events away.
 *  Source: Service Authorization Reference, "DynamoDB": batch writes and PartiQL have actions of their own. */
export function appendOnlyStatements(tableArn: string, { config, accountId }: StageAccount): Statement[] {
  const inserters = EVENT_INSERTERS.map(
    (name) => `arn:aws:iam::${accountId}:role/${NAMES.role(config.stage, name)}`,
  );
  return [
    {
      Sid: 'NoMutation',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PartiQLDelete',
      ],
      Resource: tableArn,
    },
    {
      Sid: 'OnlyTheseInsert',
      Effect: 'Deny',
      Principal: '*',
      Action: 'dynamodb:PartiQLInsert',
      Resource: tableArn,
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': inserters } },
    },
    {
      Sid: 'ControlPlaneOfDeployer',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        'dynamodb:DeleteTable',
        ...(config.capacity === 'provisioned' ? [] : ['dynamodb:UpdateTable']),
        'dynamodb:UpdateTimeToLive',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:PutResourcePolicy',
        'dynamodb:DeleteResourcePolicy',
      ],
      Resource: tableArn,
      Condition: { ArnNotLike: { 'aws:PrincipalArn': deployers({ config, accountId }) } },
    },
    ...(config.capacity === 'provisioned' ? [scaledByAws(tableArn, { config, accountId })] : []),
  ];
}

/** Auto scaling sets capacity by UpdateTable, in a role that AWS alone can take.
 *  Source: Application Auto Scaling User Guide, "Service-linked roles". */
const scaledByAws = (tableArn: string, account: StageAccount): Statement => ({
  Sid: 'CapacityOfDeployer',
  Effect: 'Deny',
  Principal: '*',
  Action: 'dynamodb:UpdateTable',
  Resource: tableArn,
  Condition: {
    ArnNotLike: {
      'aws:PrincipalArn': [
        ...deployers(account),
        `arn:aws:iam::${account.accountId}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`,
      ],
    },
  },
});

/** Objects of this path are written once, and no version of any object in the bucket goes away but by the deployer.
 *  Only requests that make an object are asked for the header: parts of an upload cannot carry it.
 *  Source: S3 User Guide, "Enforce conditional writes". */
export function createOnlyStatements(bucketArn: string, path: string, account: StageAccount): Statement[] {
  return [
    {
      Sid: 'CreateOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `${bucketArn}/${path}`,
      Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    },
    {
      Sid: 'KeepVersions',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:DeleteObjectVersion', 's3:PutBucketVersioning'],
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { ArnNotLike: { 'aws:PrincipalArn': deployers(account) } },
    },
  ];
}

/** The roles that deploy, and the account itself, or nobody could mend a mistake. */
export function deployers({ config, accountId }: StageAccount): string[] {
  return [
    ...config.deployerRoles.map((role) => `arn:aws:iam::${accountId}:role/${role}`),
    `arn:aws:iam::${accountId}:root`,
  ];
}
