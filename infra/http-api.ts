import { APP } from '../contract/names';
import {
  Apigatewayv2Api,
  Apigatewayv2Authorizer,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2Stage,
  CloudwatchLogGroup,
  Construct,
  type LambdaFunction,
  LambdaPermission,
} from './resources';
import type { SignIn } from './sign-in';
import type { StageResources } from './stage-resources';

/** Without a token only the API's description can be read. */
const ROUTES = [
  { id: 'v1', key: 'ANY /v1/{proxy+}', open: false },
  { id: 'openapi', key: 'GET /openapi.json', open: true },
] as const;

const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  user: '$context.authorizer.claims.sub',
  error: '$context.error.message',
};

/** The HTTP API in front of one function; tokens are checked against the stage's user pool. */
export class HttpApi extends Construct {
  readonly endpoint: string;
  readonly apiId: string;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: StageResources;
      readonly handler: LambdaFunction;
      readonly timeoutSeconds: number;
      readonly signIn: SignIn;
      /** The one origin whose pages may call the API. */
      readonly origin: string;
    },
  ) {
    super(scope, id);
    const { config } = props.stage;
    const name = `${APP}-${config.stage}`;
    const api = new Apigatewayv2Api(this, 'api', {
      name,
      protocolType: 'HTTP',
      corsConfiguration: {
        allowOrigins: [props.origin],
        allowMethods: ['GET', 'POST', 'PATCH'],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
        maxAge: 3600,
      },
    });
    const authorizer = this.authorizer(api, props.signIn);
    const integration = new Apigatewayv2Integration(this, 'integration', {
      apiId: api.id,
      integrationType: 'AWS_PROXY',
      integrationUri: props.handler.invokeArn,
      payloadFormatVersion: '2.0',
      timeoutMilliseconds: props.timeoutSeconds * 1000,
    });
    for (const route of ROUTES) {
      new Apigatewayv2Route(this, route.id, {
        apiId: api.id,
        routeKey: route.key,
        target: `integrations/${integration.id}`,
        ...(route.open
          ? { authorizationType: 'NONE' }
          : { authorizationType: 'JWT', authorizerId: authorizer.id }),
      });
    }
    this.stage(api, props.stage);
    new LambdaPermission(this, 'permission', {
      statementId: 'http-api',
      functionName: props.handler.functionName,
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/*/*`,
      sourceAccount: props.stage.accountId,
    });
    this.endpoint = api.apiEndpoint;
    this.apiId = api.id;
  }

  private authorizer(api: Apigatewayv2Api, { issuer, clientId }: SignIn): Apigatewayv2Authorizer {
    return new Apigatewayv2Authorizer(this, 'authorizer', {
      apiId: api.id,
      name: 'user-pool',
      authorizerType: 'JWT',
      identitySources: ['$request.header.Authorization'],
      jwtConfiguration: { issuer, audience: [clientId] },
    });
  }

  private stage(api: Apigatewayv2Api, { config }: StageResources): void {
    const log = new CloudwatchLogGroup(this, 'access-log', {
      // Log groups of this prefix do not use up the account's one resource policy for log delivery.
      name: `/aws/vendedlogs/${APP}-${config.stage}-api`,
      retentionInDays: config.logRetentionDays,
    });
    new Apigatewayv2Stage(this, 'stage', {
      apiId: api.id,
      name: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.arn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: {
        throttlingRateLimit: config.apiRateLimit,
        throttlingBurstLimit: config.apiBurstLimit,
      },
    });
  }
}
