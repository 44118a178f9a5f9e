import { OPS_GRANTS } from '../../contract/roles';
import { statementsOf } from './policies';
import { ref, resource, STAGES, synthesizedStage } from './synthesized';

const { app } = synthesizedStage('prod');
const granted = statementsOf(resource(app, 'aws_iam_role_policy', 'ops_permissions')['policy']);

describe('the role of the command line', () => {
  it('can be taken by those whom the stage names, for four hours', () => {
    const role = resource(app, 'aws_iam_role', 'ops_role');
    expect(role['max_session_duration']).toBe(14_400);
    expect(statementsOf(role['assume_role_policy'])).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ref('data.aws_caller_identity.current.account_id')}:root` },
        Action: ['sts:AssumeRole'],
        Condition: { ArnLike: { 'aws:PrincipalArn': STAGES.get('prod')!.opsPrincipals } },
      },
    ]);
  });

  it('may do these things and nothing else', () => {
    const lines = granted.flatMap(({ Action, Resource = [] }) =>
      Action.flatMap((action) => Resource.map((target) => `${action} on ${target}`)),
    );
    expect(lines.sort()).toMatchSnapshot();
  });

  it('holds each grant of the contract once, in order, and no other', () => {
    expect(granted.map(({ Effect, Action }) => [Effect, Action])).toEqual(
      OPS_GRANTS.map(({ actions }) => ['Allow', actions]),
    );
  });

  it('reaches no resource by wildcard but the objects of a bucket, the stage’s jobs, and things, whose names tell no stage', () => {
    const wild = granted.flatMap(({ Resource = [] }) => Resource).filter((target) => target.includes('*'));
    expect(
      wild.every((target) =>
        /^arn:aws:s3:::shelflog-prod-(?:exports|quarantine|ledger|backups)-.*\/\*$|^arn:aws:iot:.*:(?:job\/shelflog-prod-|thing\/)\*$/.test(
          target,
        ),
      ),
    ).toBe(true);
  });
});
