import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

const textBytes = (text: string) => Buffer.byteLength(text, 'utf8');

/** Bytes of an item as DynamoDB counts them for capacity: attribute names and values.
 *  Source: DynamoDB Developer Guide, "DynamoDB item sizes and formats". */
export function itemSizeBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.M !== undefined) return 3 + itemSizeBytes(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + valueBytes(one) + 1, 0);
  if (value.SS !== undefined) return value.SS.reduce((sum, one) => sum + textBytes(one), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, one) => sum + numberBytes(one), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, one) => sum + one.byteLength, 0);
  throw new Error('An attribute value of an unknown type.');
}

/** One byte for two significant digits, one more for the exponent, one for a sign. */
function numberBytes(text: string): number {
  const digits = text.replace(/[eE].*$/, '').replace(/[-+.]/g, '');
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(significant.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
