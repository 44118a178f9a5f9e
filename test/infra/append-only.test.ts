import { EVENT_INSERTERS } from '../../contract/roles';
import { type PolicyStatement, statementsOf } from './policies';
import { FUNCTION_NAMES, ref, resource, resources, STAGES, synthesizedStage } from './synthesized';

const ACCOUNT = ref('data.aws_caller_identity.current.account_id');
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const roleOf = (id: string) => resource(prod.app, 'aws_iam_role', id)['name'];

const prod = synthesizedStage('prod');

function bySid(statements: readonly PolicyStatement[], sid: string): PolicyStatement {
  const found = statements.filter((statement) => statement.Sid === sid);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe.each([...STAGES.keys()])('the policy of the Events table in stage %s', (stage) => {
  const { data } = stage === 'prod' ? prod : synthesizedStage(stage);
  const policies = Object.values(resources(data, 'aws_dynamodb_resource_policy'));
  const statements = policies.flatMap(({ policy }) => statementsOf(policy));
  const table = ref('aws_dynamodb_table.events_table.arn');

  it('is on that table, and is the only one', () => {
    expect(policies.map((policy) => policy['resource_arn'])).toEqual([table]);
    expect(statements.map(({ Sid }) => Sid)).toEqual([
      'NoMutation',
      'OnlyTheseInsert',
      'ControlPlaneOfDeployer',
    ]);
  });

  it('refuses everyone, without exception, every way to change or remove an event', () => {
    expect(bySid(statements, 'NoMutation')).toEqual({
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
      Resource: [table],
    });
  });

  it('refuses an insert by any but three roles', () => {
    expect(bySid(statements, 'OnlyTheseInsert')).toEqual({
      Sid: 'OnlyTheseInsert',
      Effect: 'Deny',
      Principal: '*',
      Action: ['dynamodb:PartiQLInsert'],
      Resource: [table],
      Condition: {
        ArnNotEquals: {
          'aws:PrincipalArn': ['append-events', 'commands', 'ops'].map((name) =>
            role(`shelflog-${stage}-${name}`),
          ),
        },
      },
    });
  });

  it('leaves the table itself to the deployer and the account', () => {
    const { deployerRoles } = STAGES.get(stage)!;
    expect(bySid(statements, 'ControlPlaneOfDeployer')).toEqual({
      Sid: 'ControlPlaneOfDeployer',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        'dynamodb:DeleteTable',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:PutResourcePolicy',
        'dynamodb:DeleteResourcePolicy',
      ],
      Resource: [table],
      Condition: {
        ArnNotLike: { 'aws:PrincipalArn': [...deployerRoles.map(role), `arn:aws:iam::${ACCOUNT}:root`] },
      },
    });
  });
});

describe('the roles that the policy names', () => {
  it('are those that hold the right to insert', () => {
    const holders = Object.entries(resources(prod.app, 'aws_iam_role_policy'))
      .filter(([, { policy }]) =>
        statementsOf(policy).some(
          ({ Effect, Action }) => Effect === 'Allow' && Action.includes('dynamodb:PartiQLInsert'),
        ),
      )
      .map(([id]) => id);
    expect(holders.sort()).toEqual(['append-events_permissions', 'commands_permissions', 'ops_permissions']);
    expect([...EVENT_INSERTERS].sort()).toEqual(['append-events', 'commands', 'ops']);
  });

  it('have the names under which the other stack makes them', () => {
    expect(['append-events_role', 'commands_role', 'ops_role'].map(roleOf)).toEqual([
      'shelflog-prod-append-events',
      'shelflog-prod-commands',
      'shelflog-prod-ops',
    ]);
    for (const name of FUNCTION_NAMES) expect(roleOf(`${name}_role`)).toBe(`shelflog-prod-${name}`);
  });
});

describe('the quarantine bucket', () => {
  const arn = ref('aws_s3_bucket.quarantine_bucket.arn');
  const statements = statementsOf(resource(prod.data, 'aws_s3_bucket_policy', 'quarantine_policy')['policy']);

  it('refuses to write a quarantined message without the condition that it is new', () => {
    expect(bySid(statements, 'CreateOnly')).toEqual({
      Sid: 'CreateOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject'],
      Resource: [`${arn}/quarantine/*`],
      Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    });
  });

  it('keeps every version from all but the deployer and the account', () => {
    expect(bySid(statements, 'KeepVersions')).toEqual({
      Sid: 'KeepVersions',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:DeleteObjectVersion', 's3:PutBucketVersioning'],
      Resource: [arn, `${arn}/*`],
      Condition: {
        ArnNotLike: { 'aws:PrincipalArn': [role('shelflog-deploy'), `arn:aws:iam::${ACCOUNT}:root`] },
      },
    });
  });
});
