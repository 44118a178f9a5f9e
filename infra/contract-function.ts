import type { FunctionContract } from '../contract/function-contract';
import { ASYNCHRONOUS, FUNCTIONS, type FunctionName } from '../contract/functions';
import { NAMES } from '../contract/names';
import { sendFailedEvents } from './async-failures';
import type { FunctionBundle } from './bundle-functions';
import { functionEnvironment } from './function-environment';
import { functionStatements } from './function-permissions';
import { policyDocument, trustPolicy } from './policy';
import {
  AssetType,
  CloudwatchLogGroup,
  Construct,
  IamRole,
  IamRolePolicy,
  LambdaFunction,
  TerraformAsset,
} from './resources';
import type { StageResources } from './stage-resources';

/** One function of contract/functions.ts with a log group and a role of its own. */
export class ContractFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly timeoutSeconds: number;

  constructor(
    scope: Construct,
    name: FunctionName,
    props: { readonly stage: StageResources; readonly bundle: FunctionBundle },
  ) {
    super(scope, name);
    const contract: FunctionContract = FUNCTIONS[name];
    const { config, deadLetters } = props.stage;
    const functionName = NAMES.function(config.stage, name);
    const asynchronous = ASYNCHRONOUS.find((one) => one === name);
    const asset = new TerraformAsset(this, 'bundle', { path: props.bundle.zipFile, type: AssetType.FILE });
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/lambda/${functionName}`,
      retentionInDays: config.logRetentionDays,
    });
    const role = new IamRole(this, 'role', {
      name: NAMES.role(config.stage, name),
      assumeRolePolicy: trustPolicy('lambda.amazonaws.com'),
    });
    const permissions = new IamRolePolicy(this, 'permissions', {
      name: 'contract',
      role: role.name,
      policy: policyDocument([
        ...functionStatements(contract.grants, props.stage, log.arn),
        ...(asynchronous === undefined ? [] : [sendFailedEvents(deadLetters[asynchronous])]),
      ]),
    });
    this.timeoutSeconds = contract.timeoutSeconds;
    this.lambda = new LambdaFunction(this, 'function', {
      functionName,
      role: role.arn,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: asset.path,
      sourceCodeHash: props.bundle.sha256Base64,
      memorySize: contract.memoryMb,
      timeout: contract.timeoutSeconds,
      ...(contract.diskMb !== undefined && { ephemeralStorage: { size: contract.diskMb } }),
      ...(contract.concurrency !== undefined && { reservedConcurrentExecutions: contract.concurrency }),
      environment: { variables: functionEnvironment(contract.env, props.stage) },
      tracingConfig: { mode: 'Active' },
      loggingConfig: { logFormat: 'Text', logGroup: log.name },
      // A mapping or a trigger made before the permissions would fail on its first call.
      dependsOn: [permissions],
    });
  }
}
