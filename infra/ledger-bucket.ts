import { createOnlyStatements, deployers, type StageAccount } from './append-only';
import { PrivateBucket } from './private-bucket';
import { type Construct, S3BucketObjectLockConfigurationA } from './resources';

/** Sealed days: every object is written once and locked, in a protected stage against everyone until its time is
 *  over, elsewhere against all but the deployer. */
export class LedgerBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, props: StageAccount & { readonly name: string }) {
    const { config } = props;
    super(scope, id, {
      name: props.name,
      objectLock: true,
      statements: (arn) => [
        ...createOnlyStatements(arn, '*', props),
        {
          Sid: 'KeepLocks',
          Effect: 'Deny',
          Principal: '*',
          Action: ['s3:BypassGovernanceRetention', 's3:PutBucketObjectLockConfiguration'],
          Resource: [arn, `${arn}/*`],
          Condition: { ArnNotLike: { 'aws:PrincipalArn': deployers(props) } },
        },
      ],
    });
    new S3BucketObjectLockConfigurationA(this, 'lock', {
      bucket: this.bucket.bucket,
      rule: {
        defaultRetention: {
          mode: config.protectData ? 'COMPLIANCE' : 'GOVERNANCE',
          days: config.ledgerRetentionDays,
        },
      },
      dependsOn: [this.versioning],
    });
  }
}
