import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { TableShape } from '../meter/table-shape';
import type { BenchScan } from './bench-scan';
import { type Contender, theOnly } from './contender';

const table: TableShape = { name: 'bench-raw', keys: ['streamId', 'eventId'], indexes: [] };

const itemOf = ({ tagId, scanId, ...data }: BenchScan) => ({ streamId: tagId, eventId: scanId, ...data });

async function putOne(client: DynamoDB, scans: readonly BenchScan[]) {
  await client.putItem({
    TableName: table.name,
    Item: marshall(itemOf(theOnly(scans))),
    ConditionExpression: 'attribute_not_exists(eventId)',
  });
}

async function insertAll(client: DynamoDB, scans: readonly BenchScan[]) {
  const { Responses = [] } = await client.batchExecuteStatement({
    Statements: scans.map((scan) => {
      const item = Object.entries(marshall(itemOf(scan)));
      return {
        Statement: `INSERT INTO "${table.name}" VALUE {${item.map(([name]) => `'${name}':?`).join(',')}}`,
        Parameters: item.map(([, value]) => value),
      };
    }),
  });
  const fault = Responses.find(({ Error: error }) => error !== undefined)?.Error;
  if (fault) throw new Error(`Not inserted: ${fault.Code}`);
}

/** The SDK with nothing around it: the limit. No index, no digest, no envelope. */
export const RAW_SDK: readonly Contender[] = [
  {
    name: 'raw PutItem',
    setup: 'the bare facts as one item, attribute_not_exists on the key, no index',
    table,
    together: 1,
    open: (client) => (scans) => putOne(client, scans),
  },
  {
    name: 'raw BatchExecuteStatement, 25 a call',
    setup: 'the same item by PartiQL INSERT, no index',
    table,
    together: 25,
    open: (client) => (scans) => insertAll(client, scans),
  },
];
