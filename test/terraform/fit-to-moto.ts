import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Resource types that moto cannot hold. They are validated, and not applied. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  aws_cloudfront_function: 'moto has no CloudFront functions',
  aws_cloudfront_response_headers_policy: 'moto has no response headers policies',
  aws_s3_object: "moto refuses it by the bucket's policy of TLS only, whose condition it does not read",
};

/** Attributes that name what is left out, or that moto cannot hold. */
export const WITHOUT: readonly { type: string; attribute: string; because: string }[] = [
  {
    type: 'aws_cloudfront_distribution',
    attribute: 'default_cache_behavior.function_association',
    because: 'names the function that is left out',
  },
  {
    type: 'aws_cloudfront_distribution',
    attribute: 'default_cache_behavior.response_headers_policy_id',
    because: 'names the policy that is left out',
  },
];

const stack = z.looseObject({
  provider: z.looseObject({ aws: z.tuple([z.looseObject({})]) }),
  resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});

/** Rewrites the stack's file for moto. What was left out, as `type (count): reason`. */
export function fitToMoto(file: string): string[] {
  const content = stack.parse(JSON.parse(readFileSync(file, 'utf8')));
  Object.assign(content.provider.aws[0], {
    access_key: 'test',
    secret_key: 'test',
    skip_credentials_validation: true,
    skip_metadata_api_check: 'true',
    s3_use_path_style: true,
    // The default of 25 makes one refusal look like a hang.
    max_retries: 2,
  });
  const said: string[] = [];
  for (const [type, because] of Object.entries(LEFT_OUT)) {
    const count = Object.keys(content.resource[type] ?? {}).length;
    if (count > 0) said.push(`${type} (${count}): ${because}`);
    delete content.resource[type];
  }
  for (const { type, attribute, because } of WITHOUT) {
    const having = Object.values(content.resource[type] ?? {}).filter((one) => remove(one, attribute));
    if (having.length > 0) said.push(`${type}.${attribute} (${having.length}): ${because}`);
  }
  writeFileSync(file, JSON.stringify(content, null, 2));
  return said;
}

/** Takes `a.b.c` away; whether it was there. */
function remove(attributes: object, path: string): boolean {
  const [name = '', ...rest] = path.split('.');
  if (!Object.hasOwn(attributes, name)) return false;
  if (rest.length === 0) return Reflect.deleteProperty(attributes, name);
  const value: unknown = Reflect.get(attributes, name);
  return typeof value === 'object' && value !== null && remove(value, rest.join('.'));
}
