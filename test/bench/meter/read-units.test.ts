import type { ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { readUnits, reportedUnits } from '../../../bench/meter/read-units';

const answer = (fields: object): ServiceOutputTypes => ({ $metadata: {}, ...fields });
/** An item of exactly so many bytes. */
const sized = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } });
const GET = { TableName: 'events', Key: {} };
const QUERY = { TableName: 'events', KeyConditionExpression: 'pk = :pk' };

/** Source: DynamoDB Developer Guide, "Read and write operations". */
describe('the read units of a request', () => {
  it.each([
    ['one item of 4 KB', GET, { Item: sized(4096) }, 1],
    ['one item of a byte more', GET, { Item: sized(4097) }, 2],
    ['an item that is not there', GET, {}, 1],
    ['small items of a query, added up', QUERY, { Items: [sized(2000), sized(2000), sized(96)] }, 1],
    ['the same with one byte more', QUERY, { Items: [sized(2000), sized(2000), sized(97)] }, 2],
    ['a query that finds nothing', QUERY, { Items: [] }, 1],
  ])('%s, and half of it where an older state will do', (_, input, output, units) => {
    expect(readUnits({ ...input, ConsistentRead: true }, answer(output))).toBe(units);
    expect(readUnits(input, answer(output))).toBe(units / 2);
  });

  it('are those that the engine reports where not all attributes come back', () => {
    const input = { ...QUERY, ProjectionExpression: 'pk' };
    const output = answer({ Items: [sized(10)], ConsumedCapacity: { CapacityUnits: 12.5 } });
    expect(readUnits(input, output)).toBe(12.5);
  });
});

describe('what the engine reports', () => {
  it('is added up over the tables of a batch', () => {
    const ConsumedCapacity = [{ CapacityUnits: 2 }, { CapacityUnits: 0.5 }, {}];
    expect(reportedUnits(answer({ ConsumedCapacity }))).toBe(2.5);
  });

  it('may be nothing at all', () => {
    expect(reportedUnits(answer({}))).toBeUndefined();
  });
});
