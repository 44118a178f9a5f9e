/** The one module that names the CDKTF packages: moving to a fork of them changes this file only. */
export { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
export { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
export { Apigatewayv2Integration } from '@cdktf/provider-aws/lib/apigatewayv2-integration';
export { Apigatewayv2Route } from '@cdktf/provider-aws/lib/apigatewayv2-route';
export { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
export { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
export { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
export { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
export { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
export { CognitoUserGroup } from '@cdktf/provider-aws/lib/cognito-user-group';
export { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool';
export { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client';
export { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
export { DataAwsDynamodbTable } from '@cdktf/provider-aws/lib/data-aws-dynamodb-table';
export { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
export { DynamodbResourcePolicy } from '@cdktf/provider-aws/lib/dynamodb-resource-policy';
export { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
export { IamRole } from '@cdktf/provider-aws/lib/iam-role';
export { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
export { IotTopicRule } from '@cdktf/provider-aws/lib/iot-topic-rule';
export { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
export { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
export { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
export { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
export { AwsProvider } from '@cdktf/provider-aws/lib/provider';
export { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
export { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
export { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
export { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
export { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
export { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
export { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
export { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
export { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
export { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
export { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
export { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
export {
  App,
  AssetType,
  LocalBackend,
  S3Backend,
  TerraformAsset,
  type TerraformElement,
  TerraformOutput,
  TerraformStack,
} from 'cdktf';
export { Construct, type Node } from 'constructs';
