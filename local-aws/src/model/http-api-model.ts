import { z } from 'zod';
import type { LocalEnvironment } from './aws-environment';
import { compact } from './compact';
import { block, ignored, type Parsed, type Resources } from './resources';
import type { HttpApiModel, RouteModel } from './stack-model';

const API = z.strictObject({
  name: z.string(),
  protocol_type: z.literal('HTTP'),
  cors_configuration: ignored,
  description: ignored,
  disable_execute_api_endpoint: ignored,
  tags: ignored,
});
const AUTHORIZER = z.strictObject({
  api_id: z.string(),
  authorizer_type: z.literal('JWT'),
  identity_sources: z.tuple([z.literal('$request.header.Authorization')]),
  jwt_configuration: block(z.strictObject({ audience: z.array(z.string()), issuer: z.string() })),
  name: ignored,
});
const INTEGRATION = z.strictObject({
  api_id: z.string(),
  integration_type: z.literal('AWS_PROXY'),
  integration_uri: z.string(),
  payload_format_version: z.literal('2.0'),
  integration_method: ignored,
  timeout_milliseconds: ignored,
});
const ROUTE = z.strictObject({
  api_id: z.string(),
  route_key: z.string(),
  target: z.string(),
  authorization_type: z.enum(['NONE', 'JWT']).default('NONE'),
  authorizer_id: z.string().optional(),
  authorization_scopes: z.array(z.string()).default([]),
});
const STAGE = z.strictObject({
  api_id: z.string(),
  name: z.string(),
  auto_deploy: z.literal(true),
  access_log_settings: ignored,
  /** Throttling guards the bill, which nobody sends locally. */
  default_route_settings: ignored,
  tags: ignored,
});

/** The one HTTP API of the stack. Errors: an Error if there is more than one, or a route leads nowhere. */
export function readHttpApi(resources: Resources, { region, accountId }: LocalEnvironment): HttpApiModel {
  const apis = resources.ofType('aws_apigatewayv2_api', API);
  const [stage, ...otherStages] = resources.ofType('aws_apigatewayv2_stage', STAGE);
  const authorizers = resources.ofType('aws_apigatewayv2_authorizer', AUTHORIZER);
  const integrations = resources.ofType('aws_apigatewayv2_integration', INTEGRATION);
  const routes = resources.ofType('aws_apigatewayv2_route', ROUTE);
  if (apis.length > 1 || otherStages.length > 0) {
    throw new Error('The local run knows one HTTP API with one stage; the stacks have more.');
  }
  return {
    executionArn: `arn:aws:execute-api:${region}:${accountId}:${apis[0]?.id ?? 'none'}`,
    stageName: stage?.value.name ?? '$default',
    routes: routes.map(({ id, value: route }) => {
      const authorizer = authorizers.find((one) => one.id === route.authorizer_id);
      if (route.authorization_type === 'JWT' && authorizer === undefined) {
        throw new Error(`Route ${id} wants a JWT but names no authorizer.`);
      }
      return compact<RouteModel>({
        routeKey: route.route_key,
        functionArn: functionArnOf(id, route.target, integrations),
        authorizer: route.authorization_type === 'JWT' ? authorizer?.value.jwt_configuration : undefined,
        scopes: route.authorization_scopes,
      });
    }),
  };
}

function functionArnOf(
  routeId: string,
  target: string,
  integrations: readonly Parsed<z.infer<typeof INTEGRATION>>[],
): string {
  const integration = integrations.find(({ id }) => target === `integrations/${id}`);
  const arn = /\/functions\/(arn:aws:lambda:[^/]+)\/invocations$/.exec(
    integration?.value.integration_uri ?? '',
  )?.[1];
  if (arn === undefined) throw new Error(`Route ${routeId} leads to ${target}, which is no function.`);
  return arn;
}
