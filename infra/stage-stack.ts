import { APP } from '../contract/names';
import {
  AwsProvider,
  type Construct,
  DataAwsCallerIdentity,
  LocalBackend,
  type Node,
  S3Backend,
  type TerraformElement,
  TerraformOutput,
  TerraformStack,
} from './resources';
import { hold } from './rules/rule';
import { stageRules } from './rules/stage-rules';
import type { StageConfig } from './stage-config';

/** What every stack of a stage has: provider, pins, state, tags and readable resource addresses. */
export abstract class StageStack extends TerraformStack {
  protected readonly accountId: string;

  protected constructor(scope: Construct, name: string, config: StageConfig) {
    super(scope, name);
    new AwsProvider(this, 'aws', {
      region: config.region,
      allowedAccountIds: [...config.allowedAccountIds],
      defaultTags: [
        {
          tags: {
            Project: APP,
            Stage: config.stage,
            Owner: config.owner,
            CostCenter: config.costCenter,
            ManagedBy: 'terraform',
          },
        },
      ],
    });
    // The bindings pin the one release they were made from; what we emit is valid in 5.100 and all of 6.
    this.addOverride('terraform.required_providers.aws.version', '>= 5.100.0, < 7.0.0');
    this.addOverride('terraform.required_version', '>= 1.10.0');
    this.keepState(name, config);
    hold(this, stageRules(config));
    this.accountId = new DataAwsCallerIdentity(this, 'current').accountId;
  }

  protected output(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { description, value, staticId: true });
  }

  /** Path of ids joined by `_`, without the usual hash: an address in a plan reads as what it is. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = 'scopes' in element ? element : element.node;
    const ids = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    const ambiguous = ids.find((id) => ids.length > 1 && id.includes('_'));
    if (ambiguous) throw new Error(`The construct id ${ambiguous} may not contain "_": it joins ids.`);
    return ids.join('_');
  }

  private keepState(name: string, config: StageConfig): void {
    if (!config.stateBucket) {
      // Relative to the stack's folder: the default is an absolute path of the machine that synthesized.
      new LocalBackend(this, { path: `../../../terraform.tfstate.d/${name}.tfstate` });
      return;
    }
    new S3Backend(this, {
      bucket: config.stateBucket.name,
      region: config.stateBucket.region,
      key: `${APP}/${config.stage}/${name}.tfstate`,
      encrypt: true,
    });
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}
