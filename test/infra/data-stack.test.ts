import { TABLES } from '../../contract/tables';
import { statementsOf } from './policies';
import { ref, resource, resources, synthesizedStage } from './synthesized';

const { data } = synthesizedStage('prod');
const BUCKETS = ['backups', 'exports', 'ledger', 'quarantine'];

describe.each(Object.entries(TABLES))('the %s table', (name, shape) => {
  const table = resource(data, 'aws_dynamodb_table', `${name}_table`);

  it('has the keys of the contract, each declared once', () => {
    expect(table).toMatchObject({
      name: `shelflog-prod-${name}`,
      hash_key: shape.partitionKey,
      range_key: shape.sortKey,
    });
    const indexes = Object.entries(shape.indexes).map(([index, keys]) => ({
      name: index,
      hash_key: keys.partitionKey,
      range_key: keys.sortKey,
      projection_type: keys.projection,
    }));
    expect(table['global_secondary_index'] ?? []).toEqual(indexes);
    const used = [shape.partitionKey, shape.sortKey, ...indexes.flatMap((i) => [i.hash_key, i.range_key])];
    const declared = (table['attribute'] as { name: string; type: string }[]).map(
      (attribute) => attribute.name,
    );
    expect(declared.sort()).toEqual([...new Set(used)].sort());
  });

  it('can be taken back to any point of 35 days, and refuses to be deleted', () => {
    expect(table).toMatchObject({
      billing_mode: 'PAY_PER_REQUEST',
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
      deletion_protection_enabled: true,
    });
  });
});

describe('the stream', () => {
  it('is that of Events alone, with both images, so that a rewritten event shows', () => {
    const streams = Object.entries(resources(data, 'aws_dynamodb_table'))
      .filter(([, table]) => table['stream_enabled'])
      .map(([id, table]) => [id, table['stream_view_type']]);
    expect(streams).toEqual([['events_table', 'NEW_AND_OLD_IMAGES']]);
  });
});

describe('rows that end', () => {
  it('are those of the control table alone', () => {
    const tables = Object.entries(resources(data, 'aws_dynamodb_table')).filter(([, table]) => table['ttl']);
    expect(tables.map(([id, { ttl }]) => [id, ttl])).toEqual([
      ['control_table', { attribute_name: 'expiresAt', enabled: true }],
    ]);
  });
});

describe.each(BUCKETS)('the %s bucket', (name) => {
  const bucket = `\${aws_s3_bucket.${name}_bucket.bucket}`;

  it('is named for its stage and account, and is not emptied to be destroyed', () => {
    expect(resource(data, 'aws_s3_bucket', `${name}_bucket`)).toEqual({
      bucket: `shelflog-prod-${name}-\${data.aws_caller_identity.current.account_id}`,
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
      ...(name === 'ledger' && { object_lock_enabled: true }),
    });
  });

  it('lets nothing be public', () => {
    expect(resource(data, 'aws_s3_bucket_public_access_block', `${name}_public-access`)).toEqual({
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(resource(data, 'aws_s3_bucket_ownership_controls', `${name}_ownership`)).toMatchObject({
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
  });

  it('refuses every call that is not over TLS', () => {
    const [first] = statementsOf(resource(data, 'aws_s3_bucket_policy', `${name}_policy`)['policy']);
    expect(first).toEqual({
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*'],
      Resource: [`\${aws_s3_bucket.${name}_bucket.arn}`, `\${aws_s3_bucket.${name}_bucket.arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('keeps versions, encrypts, and ends unfinished uploads', () => {
    expect(resource(data, 'aws_s3_bucket_versioning', `${name}_versioning`)).toMatchObject({
      versioning_configuration: { status: 'Enabled' },
    });
    expect(
      resource(data, 'aws_s3_bucket_server_side_encryption_configuration', `${name}_encryption`),
    ).toMatchObject({ rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }] });
    expect(resource(data, 'aws_s3_bucket_lifecycle_configuration', `${name}_lifecycle`)).toMatchObject({
      rule: expect.arrayContaining([
        expect.objectContaining({
          status: 'Enabled',
          abort_incomplete_multipart_upload: [{ days_after_initiation: 2 }],
        }),
      ]),
    });
  });
});

describe('buckets', () => {
  it('are the ones checked here', () => {
    const made = Object.keys(resources(data, 'aws_s3_bucket'));
    expect(made.sort()).toEqual(BUCKETS.map((name) => `${name}_bucket`));
  });
});

describe('the ledger bucket', () => {
  it('locks what is written into it, in a protected stage against everyone', () => {
    expect(resource(data, 'aws_s3_bucket_object_lock_configuration', 'ledger_lock')).toMatchObject({
      rule: { default_retention: { mode: 'COMPLIANCE', days: 3650 } },
    });
    const dev = synthesizedStage('dev').data;
    expect(resource(dev, 'aws_s3_bucket_object_lock_configuration', 'ledger_lock')).toMatchObject({
      rule: { default_retention: { mode: 'GOVERNANCE', days: 1 } },
    });
  });
});

describe('old backups', () => {
  it('end when the stage says', () => {
    expect(resource(data, 'aws_s3_bucket_lifecycle_configuration', 'backups_lifecycle')).toMatchObject({
      rule: expect.arrayContaining([expect.objectContaining({ id: 'expire', expiration: [{ days: 35 }] })]),
    });
  });

  it('are the only objects that end of themselves', () => {
    const ending = Object.entries(resources(data, 'aws_s3_bucket_lifecycle_configuration'))
      .filter(([, { rule }]) => (rule as { expiration?: unknown }[]).some(({ expiration }) => expiration))
      .map(([id]) => id);
    expect(ending).toEqual(['backups_lifecycle']);
  });
});

describe('the quarantine bucket', () => {
  it("tells the account's bus of every new object", () => {
    expect(resource(data, 'aws_s3_bucket_notification', 'quarantine-notification')).toEqual({
      bucket: ref('aws_s3_bucket.quarantine_bucket.bucket'),
      eventbridge: true,
    });
  });
});

describe('what a protected stage holds', () => {
  it.each(['aws_dynamodb_table', 'aws_s3_bucket', 'aws_cognito_user_pool'])(
    'is refused to be destroyed by Terraform: every %s',
    (type) => {
      const lifecycles = Object.values(resources(data, type)).map(({ lifecycle }) => lifecycle);
      expect(lifecycles.length).toBeGreaterThan(0);
      expect(new Set(lifecycles.map((lifecycle) => JSON.stringify(lifecycle)))).toEqual(
        new Set(['{"prevent_destroy":true}']),
      );
    },
  );
});

describe('accounts of people', () => {
  it('are made by an administrator, protected, with a second factor for who wants it', () => {
    expect(resource(data, 'aws_cognito_user_pool', 'users_pool')).toMatchObject({
      admin_create_user_config: { allow_admin_create_user_only: true },
      deletion_protection: 'ACTIVE',
      mfa_configuration: 'OPTIONAL',
    });
  });

  it('are in the three groups that the API knows', () => {
    const groups = Object.values(resources(data, 'aws_cognito_user_group')).map((group) => group['name']);
    expect(groups.sort()).toEqual(['admin', 'librarian', 'viewer']);
  });

  it('have tokens whose issuer and pool are published by name', () => {
    expect(resource(data, 'aws_ssm_parameter', 'users_jwt-issuer')).toEqual({
      name: '/shelflog/prod/jwt-issuer',
      type: 'String',
      insecure_value: `https://cognito-idp.eu-central-1.amazonaws.com/${ref('aws_cognito_user_pool.users_pool.id')}`,
    });
    expect(resource(data, 'aws_ssm_parameter', 'users_user-pool-id')).toMatchObject({
      insecure_value: ref('aws_cognito_user_pool.users_pool.id'),
    });
  });
});

describe('a stage without protection', () => {
  it('can be taken down', () => {
    const dev = synthesizedStage('dev').data;
    expect(resource(dev, 'aws_dynamodb_table', 'events_table')['deletion_protection_enabled']).toBe(false);
    expect(resource(dev, 'aws_cognito_user_pool', 'users_pool')['deletion_protection']).toBe('INACTIVE');
    for (const type of ['aws_dynamodb_table', 'aws_s3_bucket']) {
      for (const made of Object.values(resources(dev, type))) expect(made).not.toHaveProperty('lifecycle');
    }
  });
});
