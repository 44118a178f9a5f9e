import { allStacks, STAGES } from './synthesized';

const stacks = allStacks();
const again = allStacks();

describe.each(stacks)('stack $name', ({ stage, name, stack }) => {
  it('takes the provider from 5.100 up to all of 6', () => {
    expect(stack.terraform.required_providers).toEqual({
      aws: { source: 'aws', version: '>= 5.100.0, < 7.0.0' },
    });
    expect(stack.terraform.required_version).toBe('>= 1.10.0');
  });

  it('keeps its state where the stage says, never at a path of this machine', () => {
    const { stateBucket } = STAGES.get(stage)!;
    expect(stack.terraform.backend).toEqual(
      stateBucket
        ? {
            s3: {
              bucket: stateBucket.name,
              region: stateBucket.region,
              key: `shelflog/${stage}/${name}.tfstate`,
              encrypt: true,
              use_lockfile: true,
            },
          }
        : { local: { path: `../../../terraform.tfstate.d/${name}.tfstate` } },
    );
  });

  it('is applied to the accounts of its stage only, and tags all it makes', () => {
    expect(stack['provider']).toEqual({
      aws: [
        {
          region: STAGES.get(stage)!.region,
          allowed_account_ids: STAGES.get(stage)!.allowedAccountIds,
          default_tags: [
            {
              tags: {
                Project: 'shelflog',
                Stage: stage,
                Owner: STAGES.get(stage)!.owner,
                CostCenter: STAGES.get(stage)!.costCenter,
                ManagedBy: 'terraform',
              },
            },
          ],
        },
      ],
    });
  });

  it('comes out the same when it is written again somewhere else', () => {
    expect(again.find((other) => other.name === name)!.stack.text).toBe(stack.text);
  });

  it('reads no other state', () => {
    expect(stack.data).not.toHaveProperty('terraform_remote_state');
  });
});

describe('the stages of the file', () => {
  it('have a local one, one that protects its data and one that keeps its state in S3', () => {
    const all = [...STAGES.values()];
    expect(STAGES.has('local')).toBe(true);
    expect(all.some((stage) => stage.protectData && stage.stateBucket)).toBe(true);
  });
});
