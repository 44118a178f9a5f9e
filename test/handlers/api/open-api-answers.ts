import { z } from 'zod';

type Media = { readonly schema?: object };
type Operation = {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
};
export type OpenApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

/** Fails unless the document promises this status and media type for the call, and the body keeps to its
 *  schema. Answers to calls that the document does not know must be problems. */
export function validateAnswer(
  document: OpenApiDocument,
  method: string,
  path: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
) {
  const mediaType = headers['content-type']?.split(';')[0] ?? '';
  const operation = operationOf(document, method, path.split('?')[0] ?? '');
  if (operation === undefined) {
    if (status >= 400) schemaOf(document, { $ref: '#/components/schemas/Problem' }).parse(body);
    return;
  }
  const schema = operation.responses[String(status)]?.content?.[mediaType]?.schema;
  if (schema === undefined) {
    throw new Error(`${method} ${path}: ${status} ${mediaType} is not described: ${JSON.stringify(body)}`);
  }
  const parsed = schemaOf(document, schema).safeParse(body);
  if (!parsed.success) {
    throw new Error(`${method} ${path}: ${z.prettifyError(parsed.error)}\n${JSON.stringify(body, null, 1)}`);
  }
}

const asPattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
const fixedFirst = (a: string, b: string) => Number(a.includes('{')) - Number(b.includes('{'));

function operationOf({ paths }: OpenApiDocument, method: string, path: string): Operation | undefined {
  const known = Object.keys(paths).sort(fixedFirst);
  const found = known.find((each) => asPattern(each).test(path));
  return found === undefined ? undefined : paths[found]?.[method.toLowerCase()];
}

const schemas = new WeakMap<OpenApiDocument, Map<string, z.ZodType>>();

function schemaOf(document: OpenApiDocument, schema: object): z.ZodType {
  const known = schemas.get(document) ?? new Map<string, z.ZodType>();
  schemas.set(document, known);
  const name = JSON.stringify(schema);
  const made = known.get(name) ?? z.fromJSONSchema(closed(document, schema) as never);
  known.set(name, made);
  return made;
}

/** The schema with every reference put in its place, and objects closed: an answer says nothing that is not
 *  described. */
function closed(document: OpenApiDocument, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((part) => closed(document, part));
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) {
    return closed(document, document.components.schemas[String(schema.$ref).split('/').at(-1) ?? '']);
  }
  const parts = Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [name, closed(document, part)]),
  );
  return 'properties' in parts && !('additionalProperties' in parts)
    ? { ...parts, additionalProperties: false }
    : parts;
}
