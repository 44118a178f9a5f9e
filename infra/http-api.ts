import { FUNCTIONS, type InvokedBy, invokedBy } from '../contract/functions';
import { APP } from '../contract/names';
import type { HttpRoute } from '../contract/triggers';
import type { ContractFunction } from './contract-function';
import {
  Apigatewayv2Api,
  Apigatewayv2Authorizer,
  Apigatewayv2Integration,
  Apigatewayv2Route,
  Apigatewayv2Stage,
  CloudwatchLogGroup,
  Construct,
  LambdaPermission,
} from './resources';
import type { SignIn } from './sign-in';
import type { StageResources } from './stage-resources';

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

type HttpFunction = InvokedBy<'http'>;

/** The HTTP API in front of the functions that its routes are for; tokens are checked against the stage's user pool. */
export class HttpApi extends Construct {
  readonly endpoint: string;
  readonly apiId: string;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: StageResources;
      readonly functions: Readonly<Record<HttpFunction, ContractFunction>>;
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
    for (const name of invokedBy('http')) {
      const integration = this.integration(api, name, props);
      for (const route of FUNCTIONS[name].invokedBy.routes)
        this.route(api, route, { integration, authorizer });
    }
    this.stage(api, props.stage);
    this.endpoint = api.apiEndpoint;
    this.apiId = api.id;
  }

  private integration(
    api: Apigatewayv2Api,
    name: HttpFunction,
    {
      functions,
      stage,
    }: {
      readonly functions: Readonly<Record<HttpFunction, ContractFunction>>;
      readonly stage: StageResources;
    },
  ): Apigatewayv2Integration {
    const { lambda, timeoutSeconds } = functions[name];
    new LambdaPermission(this, `${name}-permission`, {
      statementId: 'http-api',
      functionName: lambda.functionName,
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/*/*`,
      sourceAccount: stage.accountId,
    });
    return new Apigatewayv2Integration(this, `${name}-integration`, {
      apiId: api.id,
      integrationType: 'AWS_PROXY',
      integrationUri: lambda.invokeArn,
      payloadFormatVersion: '2.0',
      timeoutMilliseconds: timeoutSeconds * 1000,
    });
  }

  private route(
    api: Apigatewayv2Api,
    { id, key, open }: HttpRoute,
    to: { readonly integration: Apigatewayv2Integration; readonly authorizer: Apigatewayv2Authorizer },
  ): void {
    new Apigatewayv2Route(this, id, {
      apiId: api.id,
      routeKey: key,
      target: `integrations/${to.integration.id}`,
      ...(open
        ? { authorizationType: 'NONE' }
        : { authorizationType: 'JWT', authorizerId: to.authorizer.id }),
    });
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
