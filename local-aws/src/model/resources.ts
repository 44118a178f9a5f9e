import { z } from 'zod';
import type { Stack } from './read-stacks';
import type { Resolve } from './resolve-references';

export type Parsed<T> = { readonly id: string; readonly folder: string; readonly value: T };

/** All resources of the stacks, resolved. Whatever nobody asks for is refused at the end. */
export type Resources = {
  /** Resources of one type that this schema fits. Errors: an Error naming resource and attribute otherwise. */
  ofType<S extends z.ZodType>(type: string, schema: S): Parsed<z.infer<S>>[];
  /** Errors: an Error naming the types that were never asked for. */
  assertAllRead(): void;
};

/** Types that mean nothing on one machine, with the reason. */
const WITHOUT_LOCAL_MEANING: Readonly<Record<string, string>> = {
  aws_cloudfront_distribution: 'the dashboard is served by the local run itself',
  aws_cloudfront_function: 'as the distribution',
  aws_cloudfront_origin_access_control: 'as the distribution',
  aws_cloudfront_response_headers_policy: 'as the distribution',
  aws_cloudwatch_dashboard: 'the terminal shows what it would',
  aws_cloudwatch_log_group: 'logs go to files of the data directory',
  aws_cloudwatch_log_resource_policy: 'as the log groups',
  aws_cloudwatch_metric_alarm: 'the status command shows what alarms would',
  aws_cognito_user_group: 'the local sign-in has a user for each group',
  aws_cognito_user_pool: 'the local sign-in stands for it',
  aws_cognito_user_pool_client: 'as the user pool',
  aws_cognito_user_pool_domain: 'as the user pool',
  aws_iot_certificate: 'the local broker has an authority of its own',
  aws_iot_logging_options: 'the local broker reports to the terminal',
  aws_iot_policy: 'who may publish what is handed to the local broker',
  aws_iot_policy_attachment: 'as the policy',
  aws_iot_thing: 'a local client is its certificate',
  aws_iot_thing_group: 'as the thing',
  aws_iot_thing_group_membership: 'as the thing',
  aws_iot_thing_principal_attachment: 'as the thing',
  aws_s3_bucket_lifecycle_configuration: 'nothing is aged locally',
  aws_s3_bucket_notification: 'the local S3 announces nothing; the status command lists',
  aws_s3_bucket_object_lock_configuration: 'the local S3 keeps one version and lets go of none',
  aws_s3_bucket_ownership_controls: 'one account',
  aws_s3_bucket_public_access_block: 'nothing is public on the loopback interface',
  aws_s3_bucket_server_side_encryption_configuration: "the disk is the owner's",
  aws_s3_bucket_versioning: 'the local S3 keeps one version',
  aws_s3_object: 'the settings of the deployed dashboard',
  aws_scheduler_schedule_group: 'a name only',
  aws_sns_topic: 'as the alarms',
  aws_sns_topic_policy: 'as the alarms',
  aws_sns_topic_subscription: 'as the alarms',
  aws_ssm_parameter: 'read through references',
};

export function createResources(stacks: readonly Stack[], resolvers: ReadonlyMap<Stack, Resolve>): Resources {
  const asked = new Set(Object.keys(WITHOUT_LOCAL_MEANING));
  return {
    ofType: (type, schema) => {
      asked.add(type);
      return stacks.flatMap((stack) =>
        stack.resources
          .filter((resource) => resource.type === type)
          .map(({ id, attributes }) => {
            const parsed = schema.safeParse(resolvers.get(stack)?.(attributes));
            if (parsed.success) return { id, folder: stack.folder, value: parsed.data };
            throw new Error(
              `The local run does not understand ${type}.${id} of ${stack.name}:\n${z.prettifyError(parsed.error)}`,
            );
          }),
      );
    },
    assertAllRead: () => {
      const unknown = stacks
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => !asked.has(type))
        .map(({ type, id }) => `${type}.${id}`);
      if (unknown.length > 0) {
        throw new Error(
          `The local run has nothing for ${unknown.join(', ')}. Give it a part in local-aws/, or a reason in local-aws/src/model/resources.ts why it needs none.`,
        );
      }
    },
  };
}

/** A block that Terraform's JSON writes as an object or as a list of one. */
export const block = <S extends z.ZodType>(schema: S) =>
  z.union([schema, z.tuple([schema]).transform(([only]) => only)]);

/** A block that may be absent or an empty list. */
export const optionalBlock = <S extends z.ZodType>(schema: S) =>
  z.union([block(schema), z.tuple([]).transform(() => undefined)]).optional();

/** A text holding JSON. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Set, but without meaning on one machine. */
export const ignored = z.unknown().optional();
