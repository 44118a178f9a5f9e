import type { LocalEnvironment } from './aws-environment';

/** Gives an own attribute of the resource, resolved. */
type Own = (attribute: string) => string;
type Compute = (own: Own, environment: LocalEnvironment, id: string) => string;

const arn =
  (service: string, resource: (name: string) => string, nameAttribute = 'name'): Compute =>
  (own, { region, accountId }) =>
    `arn:aws:${service}:${region}:${accountId}:${resource(own(nameAttribute))}`;
const functionArn = arn('lambda', (name) => `function:${name}`, 'function_name');
const logicalId: Compute = (_own, _environment, id) => id;

/** What AWS would make known of a resource once it is there, by type and attribute. */
export const COMPUTED_ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Compute>>>> = {
  aws_apigatewayv2_api: {
    id: logicalId,
    api_endpoint: (_own, { region }, id) => `https://${id}.execute-api.${region}.amazonaws.com`,
    execution_arn: (_own, { region, accountId }, id) => `arn:aws:execute-api:${region}:${accountId}:${id}`,
  },
  aws_apigatewayv2_authorizer: { id: logicalId },
  aws_apigatewayv2_integration: { id: logicalId },
  aws_cloudfront_distribution: {
    id: logicalId,
    arn: (_own, { accountId }, id) => `arn:aws:cloudfront::${accountId}:distribution/${id}`,
    domain_name: (_own, _environment, id) => `${id}.cloudfront.net`,
  },
  aws_cloudwatch_event_bus: { arn: arn('events', (name) => `event-bus/${name}`) },
  aws_cloudwatch_event_rule: {
    arn: (own, { region, accountId }) =>
      `arn:aws:events:${region}:${accountId}:rule/${own('event_bus_name')}/${own('name')}`,
  },
  aws_cloudwatch_log_group: { arn: arn('logs', (name) => `log-group:${name}`) },
  aws_cognito_user_pool: { id: (own, { region }) => `${region}_${own('name').replaceAll(/\W|-/g, '')}` },
  aws_cognito_user_pool_client: { id: (own) => own('name').replaceAll(/\W|-/g, '') },
  aws_dynamodb_table: { arn: arn('dynamodb', (name) => `table/${name}`), id: (own) => own('name') },
  aws_iam_role: {
    arn: (own, { accountId }) => `arn:aws:iam::${accountId}:role/${own('name')}`,
    id: (own) => own('name'),
  },
  aws_iot_certificate: { id: logicalId, arn: arn('iot', (name) => `cert/${name}`, 'id') },
  aws_iot_topic_rule: { arn: arn('iot', (name) => `rule/${name}`) },
  aws_lambda_function: {
    arn: functionArn,
    invoke_arn: (own, environment, id) =>
      `arn:aws:apigateway:${environment.region}:lambda:path/2015-03-31/functions/${functionArn(own, environment, id)}/invocations`,
  },
  aws_s3_bucket: { arn: (own) => `arn:aws:s3:::${own('bucket')}`, id: (own) => own('bucket') },
  aws_sns_topic: { arn: arn('sns', (name) => name) },
  aws_sqs_queue: {
    arn: arn('sqs', (name) => name),
    url: (own, { endpoint, accountId }) => `${endpoint}/${accountId}/${own('name')}`,
    id: (own, { endpoint, accountId }) => `${endpoint}/${accountId}/${own('name')}`,
  },
};
