import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** The names and values that an expression may speak of. */
export type Terms = {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
};

type Value = string | number;

/** Whether an item, if there is one, meets a condition.
 *  Errors: throws for an expression that this reader does not know, so that nothing is taken for true. */
export function meets(condition: string, item: Item | undefined, terms: Terms): boolean {
  const tokens = condition.match(/[#:]?\w+(?:\.#?\w+)*|<=|>=|<>|\S/g) ?? [];
  const next = () => tokens.shift() ?? '';
  const expect = (token: string) => {
    const found = next();
    if (found !== token) throw new Error(`Expected ${token}, not "${found}", in: ${condition}`);
  };
  const isKeyword = (token: string) => tokens[0]?.toUpperCase() === token;
  const operandOf = (operand: string) =>
    operand.startsWith(':')
      ? plain(terms.ExpressionAttributeValues?.[operand], operand)
      : plain(attributeAt(operand, item, terms));

  const primary = (): boolean => {
    const token = next();
    if (token === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token === 'attribute_not_exists' || token === 'attribute_exists') {
      expect('(');
      const exists = attributeAt(next(), item, terms) !== undefined;
      expect(')');
      return exists === (token === 'attribute_exists');
    }
    const operator = next();
    return compare(operator, operandOf(token), operandOf(next()));
  };
  const both = (): boolean => {
    let met = primary();
    while (isKeyword('AND')) {
      next();
      met = primary() && met;
    }
    return met;
  };
  const either = (): boolean => {
    let met = both();
    while (isKeyword('OR')) {
      next();
      met = both() || met;
    }
    return met;
  };
  const met = either();
  if (tokens.length > 0) throw new Error(`Cannot read "${tokens.join(' ')}" in: ${condition}`);
  return met;
}

/** The item after an update of the form `SET a = :a, … ADD b :b, …`. */
export function updated(update: string, item: Item, terms: Terms): Item {
  const result: Record<string, AttributeValue> = { ...item };
  const clauses = update.trim().split(/\b(?=SET |ADD )/);
  for (const clause of clauses) {
    const [verb = '', ...rest] = clause.trim().split(' ');
    for (const part of rest.join(' ').split(',')) {
      const [, name = '', operator, value = ''] = /^\s*(#?\w+) (= )?(:\w+)\s*$/.exec(part) ?? [];
      const operand = terms.ExpressionAttributeValues?.[value];
      if (operand === undefined || (verb === 'SET') !== (operator !== undefined))
        throw new Error(`Cannot read "${part}" in: ${update}`);
      const attribute = nameOf(name, terms);
      result[attribute] = verb === 'SET' ? operand : sum(result[attribute], operand);
    }
  }
  return result;
}

/** What lies at a path of names, such as `a.#b`. */
function attributeAt(path: string, item: Item | undefined, terms: Terms): AttributeValue | undefined {
  const [first = '', ...inner] = path.split('.');
  return inner.reduce<AttributeValue | undefined>(
    (found, name) => found?.M?.[nameOf(name, terms)],
    item?.[nameOf(first, terms)],
  );
}

function nameOf(path: string, { ExpressionAttributeNames: names }: Terms): string {
  if (!path.startsWith('#')) return path;
  const name = names?.[path];
  if (name === undefined) throw new Error(`${path} is not named.`);
  return name;
}

function plain(value: AttributeValue | undefined, required?: string): Value | undefined {
  if (value?.S !== undefined) return value.S;
  if (value?.N !== undefined) return Number(value.N);
  if (value === undefined && required === undefined) return undefined;
  throw new Error(`${required ?? JSON.stringify(value)} is neither text nor number.`);
}

function compare(operator: string, a: Value | undefined, b: Value | undefined): boolean {
  if (operator !== '=' && operator !== '<') throw new Error(`Cannot compare by ${operator}.`);
  if (a === undefined || b === undefined || typeof a !== typeof b) return false;
  return operator === '=' ? a === b : a < b;
}

function sum(a: AttributeValue | undefined, b: AttributeValue): AttributeValue {
  if (b.N === undefined || (a !== undefined && a.N === undefined)) throw new Error('ADD takes numbers.');
  return { N: String(Number(a?.N ?? 0) + Number(b.N)) };
}
