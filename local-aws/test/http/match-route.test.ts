import { matchRoute } from '../../src/http/match-route';

const routes = [
  '$default',
  'ANY /v1/{proxy+}',
  'GET /v1/stock/{bookId}',
  'GET /v1/stock/top',
  'GET /openapi.json',
].map((routeKey) => ({ routeKey, functionArn: 'arn', scopes: [] }));

describe('routes', () => {
  it.each([
    ['GET', '/v1/stock/top', 'GET /v1/stock/top', {}],
    ['GET', '/v1/stock/b%201', 'GET /v1/stock/{bookId}', { bookId: 'b 1' }],
    ['POST', '/v1/stock/b', 'ANY /v1/{proxy+}', { proxy: 'stock/b' }],
    ['GET', '/v1/stock/100%', 'GET /v1/stock/{bookId}', { bookId: '100%' }],
    ['GET', '/openapi.json', 'GET /openapi.json', {}],
    ['GET', '/openapiXjson', '$default', {}],
    ['POST', '/openapi.json', '$default', {}],
  ])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ route: { routeKey }, pathParameters });
  });

  it('finds nothing where there is no default', () => {
    expect(matchRoute(routes.slice(1), 'GET', '/v2')).toBeUndefined();
    expect(matchRoute(routes.slice(1), 'GET', '/v1/')).toBeUndefined();
  });
});
