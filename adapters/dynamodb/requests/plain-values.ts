import { convertToNative } from '@aws-sdk/util-dynamodb';

type Plain = Record<string, unknown>;

/** The plain values of an item as DynamoDB's JSON has them, like `unmarshall` of what the SDK makes of it, by
 *  the order of their names. Numbers that a double cannot hold are bigint.
 *  Errors: TypeError for what is no item. */
export function plainItem(item: unknown): Plain {
  if (!isObject(item)) throw new TypeError('DynamoDB has answered an item that is no object.');
  const plain: Plain = {};
  // DynamoDB promises no order. To V8 objects of other orders are of other shapes: it takes twice as long to
  // make them, and four times to read them.
  for (const name of Object.keys(item).sort()) {
    const value = plainValue(item[name]);
    // A plain assignment would set the prototype instead.
    if (name === '__proto__') Object.defineProperty(plain, name, { value, ...ORDINARY });
    else plain[name] = value;
  }
  return plain;
}

function plainValue(attribute: unknown): unknown {
  if (isObject(attribute)) {
    for (const kind in attribute) return typedValue(kind, attribute[kind]);
  }
  throw new TypeError('DynamoDB has answered an attribute without a type.');
}

function typedValue(kind: string, value: unknown): unknown {
  switch (kind) {
    case 'S':
      if (typeof value === 'string') return value;
      break;
    case 'N':
      if (typeof value === 'string') return numberOf(value);
      break;
    case 'BOOL':
      if (typeof value === 'boolean') return value;
      break;
    case 'M':
      return plainItem(value);
    case 'L':
      if (Array.isArray(value)) return value.map(plainValue);
      break;
    case 'NULL':
      return null;
    default:
      return rareValueOf(kind, value);
  }
  throw new TypeError(`DynamoDB has answered an attribute that is no ${kind}.`);
}

function numberOf(text: string): unknown {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : convertToNative({ N: text });
}

/** Nothing of ours is binary or a set; what others put into a table may be. */
function rareValueOf(kind: string, value: unknown): unknown {
  const values = (Array.isArray(value) ? value : [value]).map(String);
  const bytes = () => values.map((text) => Buffer.from(text, 'base64'));
  switch (kind) {
    case 'B':
      return bytes()[0];
    case 'BS':
      return new Set(bytes());
    case 'SS':
      return new Set(values);
    case 'NS':
      return new Set(values.map(numberOf));
    default:
      throw new TypeError(`DynamoDB has answered an attribute of an unknown type, ${kind}.`);
  }
}

const ORDINARY = { enumerable: true, configurable: true, writable: true };

const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null;
