import type { LocalEnvironment } from './aws-environment';
import { COMPUTED_ATTRIBUTES } from './computed-attributes';
import type { RawResource, Stack } from './read-stacks';
import { streamArnOf } from './stack-model';

/** Replaces the references in a value of one stack by what they stand for. */
export type Resolve = (value: unknown) => unknown;

const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const PARTS = /^(?:(data)\.)?([a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z0-9_]+)$/;

type Model = {
  readonly stacks: readonly Stack[];
  readonly environment: LocalEnvironment;
  readonly resolvers: Map<Stack, Resolve>;
};

/** A resolver for each stack. Data sources find what other stacks make by name, as they do in AWS.
 *  Errors: an Error that names the reference and its stack. */
export function createResolvers(
  stacks: readonly Stack[],
  environment: LocalEnvironment,
): Map<Stack, Resolve> {
  const resolvers = new Map<Stack, Resolve>();
  const model: Model = { stacks, environment, resolvers };
  for (const stack of stacks) {
    const replace = (reference: string) => replaceReference(model, stack, reference);
    resolvers.set(stack, (value) => mapStrings(value, (text) => replaceAll(text, replace)));
  }
  return resolvers;
}

function replaceReference(model: Model, stack: Stack, reference: string): string {
  const [, data, type, id, attribute] = PARTS.exec(reference) ?? [];
  if (type === undefined || attribute === undefined) {
    throw new Error(`Stack ${stack.name}: the local run does not understand \${${reference}}.`);
  }
  const from = data === undefined ? stack.resources : stack.dataSources;
  const found = from.find((one) => one.type === type && one.id === id);
  if (found === undefined) throw new Error(`Stack ${stack.name}: \${${reference}} refers to nothing.`);
  if (data !== undefined) return dataAttribute(model, stack, found, attribute);
  return attribute === 'stream_arn' && type === 'aws_dynamodb_table'
    ? streamArnOf(ownAttribute(model, stack, found, 'arn'))
    : ownAttribute(model, stack, found, attribute);
}

function dataAttribute(model: Model, stack: Stack, source: RawResource, attribute: string): string {
  const fixed = environmentAttribute(`${source.type}.${attribute}`, model.environment);
  if (fixed !== undefined) return fixed;
  if (source.type === 'aws_dynamodb_table' || source.type === 'aws_ssm_parameter') {
    const [owner, resource] = findByName(model, source.type, ownAttribute(model, stack, source, 'name'));
    return attribute === 'stream_arn'
      ? streamArnOf(ownAttribute(model, owner, resource, 'arn'))
      : ownAttribute(model, owner, resource, attribute);
  }
  throw new Error(`The local run does not know data.${source.type}.${source.id}.${attribute}.`);
}

function findByName(model: Model, type: string, name: string): [Stack, RawResource] {
  for (const stack of model.stacks) {
    const found = stack.resources.find(
      (one) => one.type === type && ownAttribute(model, stack, one, 'name') === name,
    );
    if (found !== undefined) return [stack, found];
  }
  throw new Error(`No stack makes the ${type} ${name}, which a data source looks up.`);
}

function ownAttribute(model: Model, stack: Stack, resource: RawResource, attribute: string): string {
  const literal = resource.attributes[attribute];
  if (literal !== undefined) return asText(resolverOf(model, stack)(literal), resource, attribute);
  const compute = COMPUTED_ATTRIBUTES[resource.type]?.[attribute];
  if (compute === undefined) {
    throw new Error(`The local run does not know ${resource.type}.${resource.id}.${attribute}.`);
  }
  return compute((name) => ownAttribute(model, stack, resource, name), model.environment, resource.id);
}

function resolverOf({ resolvers }: Model, stack: Stack): Resolve {
  const resolve = resolvers.get(stack);
  if (resolve === undefined) throw new Error(`No resolver of ${stack.name}.`);
  return resolve;
}

/** What a data source says of the environment itself, whatever is in the stacks. */
function environmentAttribute(attribute: string, environment: LocalEnvironment): string | undefined {
  switch (attribute) {
    case 'aws_caller_identity.account_id':
      return environment.accountId;
    case 'aws_region.name':
    case 'aws_region.region':
      return environment.region;
    case 'aws_iot_endpoint.endpoint_address':
      return '127.0.0.1';
    default:
      return undefined;
  }
}

/** `$${` is Terraform's way to write `${` and mean it. */
function replaceAll(text: string, replace: (reference: string) => string): string {
  return text.replace(REFERENCE, (match, reference: string | undefined) =>
    match === '$${' || reference === undefined ? '${' : replace(reference),
  );
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, change));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapStrings(one, change)]));
  }
  return value;
}

function asText(value: unknown, { type, id }: RawResource, attribute: string): string {
  if (typeof value !== 'string') throw new Error(`${type}.${id}.${attribute} is not a text.`);
  return value;
}
