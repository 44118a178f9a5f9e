import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { JwtContext } from './jwt-authorizer';
import type { RouteMatch } from './match-route';

export type HttpEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt: JwtContext } };
};

const TEXT =
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)|application\/[\w.-]+\+(json|xml))/i;

/** The payload 2.0 event of a request. `url` is the request's target; the body travels as text where its
 *  content type is text, else as base64. */
export function httpEvent(request: {
  readonly message: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly match: RouteMatch;
  readonly stageName: string;
  readonly accountId: string;
  readonly jwt: JwtContext | undefined;
  readonly now: number;
}): HttpEvent {
  const { message, url, body, match, jwt } = request;
  const headers = joinedHeaders(message);
  const method = message.method ?? 'GET';
  const prefix = request.stageName === '$default' ? '' : `/${request.stageName}`;
  const query = joinedQuery(url.searchParams);
  const isText = body.length === 0 || TEXT.test(headers['content-type'] ?? 'text/plain');
  const cookies = message.headers.cookie?.split('; ');
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: prefix + url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: { ...match.pathParameters } }),
    requestContext: {
      accountId: request.accountId,
      apiId: 'local',
      ...(jwt && { authorizer: { jwt } }),
      domainName: url.host,
      domainPrefix: 'local',
      http: {
        method,
        path: prefix + url.pathname,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.routeKey,
      stage: request.stageName,
      time: new Date(request.now).toISOString(),
      timeEpoch: request.now,
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

/** Lower case, several values of a name joined by commas; cookies go apart. */
function joinedHeaders(message: IncomingMessage): Record<string, string> {
  const distinct = Object.entries(message.headersDistinct).filter(([name]) => name !== 'cookie');
  return Object.fromEntries(distinct.map(([name, values]) => [name, (values ?? []).join(',')]));
}

function joinedQuery(parameters: URLSearchParams): Record<string, string> {
  const names = new Set(parameters.keys());
  return Object.fromEntries(Array.from(names, (name) => [name, parameters.getAll(name).join(',')]));
}
