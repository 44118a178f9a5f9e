import { FUNCTION_NAMES, FUNCTIONS } from '../../contract/functions';
import { NAMES } from '../../contract/names';
import {
  AwsProvider,
  CloudwatchLogGroup,
  CloudwatchMetricAlarm,
  CognitoUserPool,
  DynamodbTable,
  type IConstruct,
  LambdaEventSourceMapping,
  LambdaFunction,
  S3Bucket,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  SqsQueue,
  TerraformResource,
} from '../resources';
import type { StageConfig } from '../stage-config';
import type { Rule } from './rule';
import { noWildcards } from './wildcards';

const TAGS = ['Project', 'Stage', 'Owner', 'CostCenter', 'ManagedBy'];

const encrypted: Rule = (construct) => {
  if (construct instanceof SqsQueue && construct.sqsManagedSseEnabledInput !== true) {
    return 'a queue must be encrypted: sqsManagedSseEnabled';
  }
  if (!(construct instanceof S3Bucket)) return undefined;
  const beside = construct.node.scope?.node.children ?? [];
  const has = (type: new (...args: never[]) => unknown) => beside.some((one) => one instanceof type);
  return has(S3BucketServerSideEncryptionConfigurationA) && has(S3BucketPublicAccessBlock)
    ? undefined
    : 'a bucket needs its encryption and its public access block beside it: use PrivateBucket';
};

const tagged: Rule = (construct) => {
  if (!(construct instanceof AwsProvider)) return undefined;
  const [tags] = Array.isArray(construct.defaultTagsInput) ? construct.defaultTagsInput : [];
  const missing = TAGS.filter((tag) => !tags?.tags?.[tag]);
  return missing.length > 0 ? `the provider must tag all it makes; ${missing.join(', ')} missing` : undefined;
};

const logsEnd: Rule = (construct) =>
  construct instanceof CloudwatchLogGroup && !construct.retentionInDaysInput
    ? 'a log group must say how long it keeps its entries'
    : undefined;

const alarmsSpeak: Rule = (construct) =>
  construct instanceof CloudwatchMetricAlarm && !construct.alarmActionsInput?.length
    ? 'an alarm must speak to somebody: alarmActions'
    : undefined;

/** Without these four a record that cannot be processed stops its shard for a day and is then gone. */
const mappingsGiveUpSafely: Rule = (construct) => {
  if (!(construct instanceof LambdaEventSourceMapping) || !construct.startingPositionInput) return undefined;
  const set =
    construct.destinationConfigInput?.onFailure?.destinationArn &&
    construct.bisectBatchOnFunctionErrorInput &&
    construct.maximumRetryAttemptsInput !== undefined &&
    construct.maximumRecordAgeInSecondsInput !== undefined;
  return set ? undefined : 'a stream mapping must set bisecting, retries, age and an on-failure destination';
};

const environmentOfContract =
  (stage: string): Rule =>
  (construct) => {
    if (!(construct instanceof LambdaFunction)) return undefined;
    const name = FUNCTION_NAMES.find((one) => NAMES.function(stage, one) === construct.functionNameInput);
    if (name === undefined) return `contract/functions.ts knows no function ${construct.functionNameInput}`;
    const given = Object.keys(construct.environmentInput?.variables ?? {}).sort();
    const wanted = [...FUNCTIONS[name].env, 'NODE_OPTIONS'].sort();
    return given.join() === wanted.join()
      ? undefined
      : `its environment is ${given.join(', ')}; the contract says ${wanted.join(', ')}`;
  };

/** Not a refusal: sets what a protected stage needs. Terraform then refuses every plan that would delete them. */
const keepData =
  ({ protectData }: StageConfig): Rule =>
  (construct) => {
    if (protectData && holdsData(construct)) {
      construct.lifecycle = { ...construct.lifecycle, preventDestroy: true };
    }
    return undefined;
  };

/** The dashboard's files can be built again; all else that holds data cannot. */
function holdsData(construct: IConstruct): construct is TerraformResource {
  const types = [DynamodbTable, S3Bucket, CognitoUserPool];
  return (
    construct instanceof TerraformResource &&
    types.some((type) => construct instanceof type) &&
    !construct.node.path.includes('/site/')
  );
}

/** What holds of every stack of a stage. */
export const stageRules = (config: StageConfig): Rule[] => [
  noWildcards,
  encrypted,
  tagged,
  logsEnd,
  alarmsSpeak,
  mappingsGiveUpSafely,
  environmentOfContract(config.stage),
  keepData(config),
];
