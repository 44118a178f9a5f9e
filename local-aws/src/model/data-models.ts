import { z } from 'zod';
import { compact } from './compact';
import { POLICY_DOCUMENT, toPolicy } from './policy-document';
import { ignored, optionalBlock, type Resources } from './resources';
import type { BucketModel, IndexModel, TableModel } from './stack-model';

const INDEX = z.strictObject({
  name: z.string(),
  hash_key: z.string(),
  range_key: z.string().optional(),
  projection_type: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  non_key_attributes: z.array(z.string()).default([]),
});

const TABLE = z.strictObject({
  name: z.string(),
  hash_key: z.string(),
  range_key: z.string().optional(),
  attribute: z.array(z.strictObject({ name: z.string(), type: z.enum(['S', 'N', 'B']) })),
  billing_mode: z.literal('PAY_PER_REQUEST'),
  global_secondary_index: z.array(INDEX).default([]),
  stream_enabled: z.boolean().default(false),
  stream_view_type: z.enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']).optional(),
  ttl: optionalBlock(z.strictObject({ attribute_name: z.string(), enabled: z.boolean().default(true) })),
  deletion_protection_enabled: ignored,
  on_demand_throughput: ignored,
  point_in_time_recovery: ignored,
  server_side_encryption: ignored,
  table_class: ignored,
  tags: ignored,
});

const TABLE_POLICY = z.strictObject({
  resource_arn: z.string(),
  policy: POLICY_DOCUMENT,
  confirm_remove_self_resource_access: ignored,
});
const BUCKET = z.strictObject({
  bucket: z.string(),
  force_destroy: ignored,
  object_lock_enabled: ignored,
  tags: ignored,
});
const BUCKET_POLICY = z.strictObject({ bucket: z.string(), policy: POLICY_DOCUMENT });

export function readTables(resources: Resources, arnOf: (tableName: string) => string): TableModel[] {
  const policies = resources.ofType('aws_dynamodb_resource_policy', TABLE_POLICY);
  return resources.ofType('aws_dynamodb_table', TABLE).map(({ value }) => {
    const arn = arnOf(value.name);
    return compact<TableModel>({
      name: value.name,
      arn,
      hashKey: value.hash_key,
      rangeKey: value.range_key,
      attributes: value.attribute,
      indexes: value.global_secondary_index.map((index) =>
        compact<IndexModel>({
          name: index.name,
          hashKey: index.hash_key,
          rangeKey: index.range_key,
          projection: index.projection_type,
          nonKeyAttributes: index.non_key_attributes,
        }),
      ),
      streamViewType: value.stream_enabled ? value.stream_view_type : undefined,
      ttlAttribute: value.ttl?.enabled ? value.ttl.attribute_name : undefined,
      policy: toPolicy(policies.find((policy) => policy.value.resource_arn === arn)?.value.policy),
    });
  });
}

export function readBuckets(resources: Resources): BucketModel[] {
  const policies = resources.ofType('aws_s3_bucket_policy', BUCKET_POLICY);
  return resources.ofType('aws_s3_bucket', BUCKET).map(({ value: { bucket } }) =>
    compact<BucketModel>({
      name: bucket,
      arn: `arn:aws:s3:::${bucket}`,
      policy: toPolicy(policies.find((policy) => policy.value.bucket === bucket)?.value.policy),
    }),
  );
}
