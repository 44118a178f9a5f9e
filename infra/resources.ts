/** The one module that names the CDKTF packages: moving to a fork of them changes this file only. */
export { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
export { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
export { Apigatewayv2Integration } from '@cdktf/provider-aws/lib/apigatewayv2-integration';
export { Apigatewayv2Route } from '@cdktf/provider-aws/lib/apigatewayv2-route';
export { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
export { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
export { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
export { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
export { CloudfrontFunction } from '@cdktf/provider-aws/lib/cloudfront-function';
export { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
export { CloudfrontResponseHeadersPolicy } from '@cdktf/provider-aws/lib/cloudfront-response-headers-policy';
export { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
export { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
export { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
export { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
export { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
export { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy';
export { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
export { CognitoUserGroup } from '@cdktf/provider-aws/lib/cognito-user-group';
export { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool';
export { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client';
export { CognitoUserPoolDomain } from '@cdktf/provider-aws/lib/cognito-user-pool-domain';
export { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
export { DataAwsDynamodbTable } from '@cdktf/provider-aws/lib/data-aws-dynamodb-table';
export { DataAwsIotEndpoint } from '@cdktf/provider-aws/lib/data-aws-iot-endpoint';
export { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
export { DynamodbResourcePolicy } from '@cdktf/provider-aws/lib/dynamodb-resource-policy';
export { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
export { IamRole } from '@cdktf/provider-aws/lib/iam-role';
export { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
export { IotCertificate } from '@cdktf/provider-aws/lib/iot-certificate';
export { IotLoggingOptions } from '@cdktf/provider-aws/lib/iot-logging-options';
export { IotPolicy } from '@cdktf/provider-aws/lib/iot-policy';
export { IotPolicyAttachment } from '@cdktf/provider-aws/lib/iot-policy-attachment';
export { IotThing } from '@cdktf/provider-aws/lib/iot-thing';
export { IotThingGroup } from '@cdktf/provider-aws/lib/iot-thing-group';
export { IotThingGroupMembership } from '@cdktf/provider-aws/lib/iot-thing-group-membership';
export { IotThingPrincipalAttachment } from '@cdktf/provider-aws/lib/iot-thing-principal-attachment';
export { IotTopicRule } from '@cdktf/provider-aws/lib/iot-topic-rule';
export { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
export { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
export { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
export { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
export { AwsProvider } from '@cdktf/provider-aws/lib/provider';
export { QuicksightDashboard } from '@cdktf/provider-aws/lib/quicksight-dashboard';
export { QuicksightDataSet } from '@cdktf/provider-aws/lib/quicksight-data-set';
export { QuicksightDataSource } from '@cdktf/provider-aws/lib/quicksight-data-source';
export { QuicksightRefreshSchedule } from '@cdktf/provider-aws/lib/quicksight-refresh-schedule';
export { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
export { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
export { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
export { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
export { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
export { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
export { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
export { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
export { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
export { S3Object } from '@cdktf/provider-aws/lib/s3-object';
export { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
export { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
export { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
export { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
export { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
export { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
export { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
export { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
export {
  Annotations,
  App,
  Aspects,
  AssetType,
  type IAspect,
  LocalBackend,
  S3Backend,
  TerraformAsset,
  type TerraformElement,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
} from 'cdktf';
export { Construct, type IConstruct, type Node } from 'constructs';
