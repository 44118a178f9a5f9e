import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { SPA_ROUTES } from '../../infra/site/spa-routes';
import { statementsOf } from './policies';
import { ref, resource, synthesizedStage } from './synthesized';

const { app } = synthesizedStage('prod');
const dev = synthesizedStage('dev').app;
const distribution = resource(app, 'aws_cloudfront_distribution', 'site_distribution');

describe("the dashboard's files", () => {
  it('are read by this distribution only', () => {
    const bucket = ref('aws_s3_bucket.site_files_bucket.arn');
    const { policy } = resource(app, 'aws_s3_bucket_policy', 'site_files_policy');
    expect(statementsOf(policy).filter(({ Effect }) => Effect === 'Allow')).toEqual([
      {
        Sid: 'CloudFrontReads',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['s3:GetObject'],
        Resource: [`${bucket}/*`],
        Condition: {
          StringEquals: { 'aws:SourceArn': ref('aws_cloudfront_distribution.site_distribution.arn') },
        },
      },
    ]);
  });

  it('are fetched with signed requests from the bucket of that name', () => {
    expect(distribution['origin']).toEqual([
      {
        origin_id: 'site',
        domain_name: `shelflog-prod-site-${ref('data.aws_caller_identity.current.account_id')}.s3.eu-central-1.amazonaws.com`,
        origin_access_control_id: ref('aws_cloudfront_origin_access_control.site_access.id'),
      },
    ]);
    expect(resource(app, 'aws_cloudfront_origin_access_control', 'site_access')).toMatchObject({
      origin_access_control_origin_type: 's3',
      signing_behavior: 'always',
      signing_protocol: 'sigv4',
    });
  });

  it('are sent over HTTPS only, under the domain of the stage', () => {
    expect(distribution).toMatchObject({
      aliases: ['shelflog.example.org'],
      default_root_object: 'index.html',
      default_cache_behavior: {
        viewer_protocol_policy: 'redirect-to-https',
        allowed_methods: ['GET', 'HEAD'],
        response_headers_policy_id: ref('aws_cloudfront_response_headers_policy.site_headers.id'),
        function_association: [
          { event_type: 'viewer-request', function_arn: ref('aws_cloudfront_function.site_routes.arn') },
        ],
      },
      viewer_certificate: { minimum_protocol_version: 'TLSv1.2_2021', ssl_support_method: 'sni-only' },
    });
  });
});

describe('the headers', () => {
  const { security_headers_config: headers } = z
    .object({ security_headers_config: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(resource(app, 'aws_cloudfront_response_headers_policy', 'site_headers'));

  it('keep the browser on HTTPS, off other frames and from guessing types', () => {
    expect(headers).toMatchObject({
      strict_transport_security: { access_control_max_age_sec: 63_072_000, include_subdomains: true },
      frame_options: { frame_option: 'DENY' },
      content_type_options: { override: true },
      referrer_policy: { referrer_policy: 'no-referrer' },
    });
  });

  it('let no foreign script run and no call go elsewhere', () => {
    const policy = z.string().parse(headers['content_security_policy']!['content_security_policy']);
    const parts = policy.split('; ');
    expect(parts).toContain("default-src 'none'");
    expect(parts).toContain("script-src 'self'");
    expect(parts).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe| \*(;|$)/);
    expect(parts.find((part) => part.startsWith('connect-src'))).toBe(
      `connect-src 'self' https://shelflog-prod-${ref('data.aws_caller_identity.current.account_id')}.auth.eu-central-1.amazoncognito.com https://cognito-idp.eu-central-1.amazonaws.com https://*.execute-api.eu-central-1.amazonaws.com`,
    );
  });
});

describe('paths', () => {
  const route = (uri: string) =>
    z
      .object({ uri: z.string() })
      .parse(runInNewContext(`${SPA_ROUTES}; handler(event)`, { event: { request: { uri } } })).uri;

  it('of pages are answered with the one page', () => {
    for (const uri of ['/', '/stock', '/stock/book-77', '/a.b/c']) expect(route(uri)).toBe('/index.html');
  });

  it('of files stay what they are, missing ones too', () => {
    for (const uri of ['/config.json', '/assets/index-1a2b.js']) expect(route(uri)).toBe(uri);
  });
});

describe('signing in', () => {
  it("is by code with PKCE at Cognito's page, for this dashboard, without a secret", () => {
    expect(resource(app, 'aws_cognito_user_pool_client', 'sign-in_client')).toMatchObject({
      generate_secret: false,
      allowed_oauth_flows_user_pool_client: true,
      allowed_oauth_flows: ['code'],
      allowed_oauth_scopes: ['openid', 'email'],
      callback_urls: ['https://shelflog.example.org/'],
      logout_urls: ['https://shelflog.example.org/'],
      prevent_user_existence_errors: 'ENABLED',
      enable_token_revocation: true,
    });
  });

  it('without a domain comes back to the distribution', () => {
    const url = `https://${ref('aws_cloudfront_distribution.site_distribution.domain_name')}`;
    expect(resource(dev, 'aws_cognito_user_pool_client', 'sign-in_client')).toMatchObject({
      callback_urls: [`${url}/`],
    });
    expect(resource(dev, 'aws_apigatewayv2_api', 'http_api')).toMatchObject({
      cors_configuration: { allow_origins: [url] },
    });
  });

  it('is told to the dashboard beside its files, with nothing secret', () => {
    const clientId = ref('aws_cognito_user_pool_client.sign-in_client.id');
    const signInHost = `shelflog-prod-${ref('data.aws_caller_identity.current.account_id')}.auth.eu-central-1.amazoncognito.com`;
    const object = resource(app, 'aws_s3_object', 'site-settings');
    expect(object).toMatchObject({ key: 'config.json', cache_control: 'no-cache' });
    expect(JSON.parse(z.string().parse(object['content']))).toEqual({
      stage: 'prod',
      apiUrl: ref('aws_apigatewayv2_api.http_api.api_endpoint'),
      libraryTimeZone: 'Europe/Berlin',
      signIn: {
        issuer: ref('data.aws_ssm_parameter.sign-in_jwt-issuer.insecure_value'),
        clientId,
        signOutUrl: `https://${signInHost}/logout?client_id=${clientId}&logout_uri=https://shelflog.example.org/`,
      },
    });
  });
});
