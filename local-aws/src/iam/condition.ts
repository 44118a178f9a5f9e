import { UnknownPolicyForm } from './policy-form';
import { arnWildcard, wildcard } from './wildcard';

/** Condition keys that calls carry here. AWS treats names of keys without regard to case. */
export type ContextKey =
  | 'aws:PrincipalArn'
  | 'aws:SecureTransport'
  | 'aws:SourceAccount'
  | 'aws:SourceArn'
  | 's3:if-none-match'
  | 's3:ObjectCreationOperation'
  | 's3:prefix';

/** What is known about one call. A key that is not there was not in the call. */
export type Context = Readonly<Partial<Record<ContextKey, string>>>;

export type Condition = (context: Context) => boolean;

const KEYS: readonly ContextKey[] = [
  'aws:PrincipalArn',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  's3:if-none-match',
  's3:ObjectCreationOperation',
  's3:prefix',
];

type Operator = {
  readonly matches: (wanted: string) => (value: string) => boolean;
  readonly negated: boolean;
};

const equals = (wanted: string) => (value: string) => value === wanted;
const equalsBool = (wanted: string) => (value: string) => value.toLowerCase() === wanted.toLowerCase();

/** ArnEquals and ArnLike are the same to IAM: both take wildcards. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { matches: equals, negated: false },
  StringNotEquals: { matches: equals, negated: true },
  StringLike: { matches: (wanted) => wildcard(wanted), negated: false },
  StringNotLike: { matches: (wanted) => wildcard(wanted), negated: true },
  ArnEquals: { matches: arnWildcard, negated: false },
  ArnLike: { matches: arnWildcard, negated: false },
  ArnNotEquals: { matches: arnWildcard, negated: true },
  ArnNotLike: { matches: arnWildcard, negated: true },
  Bool: { matches: equalsBool, negated: false },
};

const IF_EXISTS = 'IfExists';

/** A statement's conditions: all operators and all keys must hold.
 *  Errors: UnknownPolicyForm for an operator, key or value that is not evaluated here. */
export function compileConditions(block: unknown, where: string): Condition {
  const conditions = Object.entries(asRecord(block, where)).flatMap(([operator, keys]) =>
    Object.entries(asRecord(keys, where)).map(([key, value]) =>
      compileCondition(operator, contextKey(key, where), valuesOf(value, where), where),
    ),
  );
  return (context) => conditions.every((condition) => condition(context));
}

function compileCondition(
  name: string,
  key: ContextKey,
  values: readonly string[],
  where: string,
): Condition {
  if (name === 'Null') return nullCondition(key, values, where);
  const ifExists = name.endsWith(IF_EXISTS);
  const base = ifExists ? name.slice(0, -IF_EXISTS.length) : name;
  const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (operator === undefined) throw new UnknownPolicyForm(where, `the condition operator ${name}`);
  const matchers = values.map(operator.matches);
  return (context) => {
    const value = context[key];
    // Without the key a negated operator holds and any other does not (IAM User Guide, "Condition operators").
    if (value === undefined) return ifExists || operator.negated;
    return matchers.some((matches) => matches(value)) !== operator.negated;
  };
}

/** `true` asks that the key is not there. */
function nullCondition(key: ContextKey, values: readonly string[], where: string): Condition {
  const [wanted] = values;
  if (values.length !== 1 || (wanted !== 'true' && wanted !== 'false')) {
    throw new UnknownPolicyForm(where, `the condition Null with ${JSON.stringify(values)}`);
  }
  return (context) => (context[key] === undefined) === (wanted === 'true');
}

function contextKey(name: string, where: string): ContextKey {
  const key = KEYS.find((known) => known.toLowerCase() === name.toLowerCase());
  if (key === undefined) throw new UnknownPolicyForm(where, `the condition key ${name}`);
  return key;
}

function valuesOf(value: unknown, where: string): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    const text = typeof one === 'boolean' || typeof one === 'number' ? String(one) : one;
    if (typeof text !== 'string' || text.includes('${')) {
      throw new UnknownPolicyForm(where, `the condition value ${JSON.stringify(one)}`);
    }
    return text;
  });
}

function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnknownPolicyForm(where, `the condition ${JSON.stringify(value)}`);
  }
  return { ...value };
}
