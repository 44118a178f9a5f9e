import { policyDocument, type Statement } from './policy';
import {
  Construct,
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketVersioningA,
} from './resources';

export type PrivateBucketProps = {
  readonly name: string;
  /** Can only be given when a bucket is made. */
  readonly objectLock?: boolean;
  readonly expireDays?: number;
  readonly keepOldVersionsDays?: number;
  /** Of its policy, beside that calls come over TLS. */
  readonly statements?: (bucketArn: string) => readonly Statement[];
};

/** A bucket that nobody outside the account sees: versioned, encrypted, over TLS only, without ACLs. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  protected readonly versioning: S3BucketVersioningA;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: props.name,
      forceDestroy: false,
      ...(props.objectLock && { objectLockEnabled: true }),
    });
    const bucket = this.bucket.bucket;
    const block = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    this.versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policyDocument([...tlsOnly(this.bucket.arn), ...(props.statements?.(this.bucket.arn) ?? [])]),
      // S3 refuses two changes of a bucket's access at the same time.
      dependsOn: [block],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'end-unfinished-uploads',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 2 }],
        },
        ...rule('drop-old-versions', props.keepOldVersionsDays, (noncurrentDays) => ({
          noncurrentVersionExpiration: [{ noncurrentDays }],
        })),
        ...rule('expire', props.expireDays, (days) => ({ expiration: [{ days }] })),
      ],
      dependsOn: [this.versioning],
    });
  }
}

const rule = <T>(id: string, days: number | undefined, what: (days: number) => T) =>
  days === undefined ? [] : [{ id, status: 'Enabled', filter: [{ prefix: '' }], ...what(days) }];

function tlsOnly(bucketArn: string): Statement[] {
  return [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ];
}
