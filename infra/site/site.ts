import { APP, NAMES } from '../../contract/names';
import type { Statement } from '../policy';
import { PrivateBucket } from '../private-bucket';
import {
  CloudfrontDistribution,
  CloudfrontFunction,
  CloudfrontOriginAccessControl,
  Construct,
} from '../resources';
import type { StageConfig } from '../stage-config';
import { securityHeaders } from './security-headers';
import { SPA_ROUTES } from './spa-routes';

const ORIGIN = 'site';
/** AWS's managed policy CachingOptimized; its id is the same everywhere. */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/** The dashboard's files behind CloudFront, which alone may read them. */
export class Site extends Construct {
  readonly bucket: PrivateBucket;
  readonly distribution: CloudfrontDistribution;
  /** Address in the browser, without a slash at the end. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly accountId: string; readonly signInHost: string },
  ) {
    super(scope, id);
    const { config, accountId } = props;
    const bucketName = NAMES.bucket(config.stage, 'site', accountId);
    this.distribution = this.distribute(
      config,
      `${bucketName}.s3.${config.region}.amazonaws.com`,
      props.signInHost,
    );
    this.bucket = new PrivateBucket(this, 'files', {
      name: bucketName,
      keepOldVersionsDays: 30,
      statements: (arn) => [readBy(arn, this.distribution.arn)],
    });
    this.url = `https://${config.domain?.name ?? this.distribution.domainName}`;
  }

  private distribute(config: StageConfig, bucketHost: string, signInHost: string): CloudfrontDistribution {
    const name = `${APP}-${config.stage}`;
    const access = new CloudfrontOriginAccessControl(this, 'access', {
      name: `${name}-site`,
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    });
    const headers = securityHeaders(this, 'headers', { name: `${name}-site`, config, signInHost });
    const routes = new CloudfrontFunction(this, 'routes', {
      name: `${name}-spa-routes`,
      runtime: 'cloudfront-js-2.0',
      comment: 'Paths that the dashboard knows are answered with its one page',
      publish: true,
      code: SPA_ROUTES,
    });
    return new CloudfrontDistribution(this, 'distribution', {
      comment: `${name} dashboard`,
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: 'http2and3',
      priceClass: 'PriceClass_100',
      defaultRootObject: 'index.html',
      ...(config.domain && { aliases: [config.domain.name] }),
      origin: [
        {
          originId: ORIGIN,
          domainName: bucketHost,
          originAccessControlId: access.id,
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: ORIGIN,
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: ['GET', 'HEAD'],
        cachedMethods: ['GET', 'HEAD'],
        compress: true,
        cachePolicyId: CACHING_OPTIMIZED,
        responseHeadersPolicyId: headers.id,
        functionAssociation: [{ eventType: 'viewer-request', functionArn: routes.arn }],
      },
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: config.domain
        ? {
            acmCertificateArn: config.domain.certificateArn,
            sslSupportMethod: 'sni-only',
            minimumProtocolVersion: 'TLSv1.2_2021',
          }
        : { cloudfrontDefaultCertificate: true },
    });
  }
}

function readBy(bucketArn: string, distributionArn: string): Statement {
  return {
    Sid: 'CloudFrontReads',
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: ['s3:GetObject'],
    Resource: [`${bucketArn}/*`],
    Condition: { StringEquals: { 'aws:SourceArn': distributionArn } },
  };
}
