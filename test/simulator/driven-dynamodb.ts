import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLES, type TableName } from '../../contract/tables';
import { Life } from './remote-call';
import { SimulatedDynamoDb } from './simulated-dynamodb';
import { World } from './world';

/** The simulated DynamoDB for callers that live outside its world: its time passes whenever one of them waits. */
export function drivenDynamoDb() {
  const world = new World(1, '2026-03-12T08:00:00.000Z');
  const client = new SimulatedDynamoDb(world).client(new Life());
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  let drive: Promise<void> = Promise.resolve();
  const driven = (command: unknown) => {
    const answer = send(command);
    drive = drive.then(() => world.drain());
    return answer;
  };
  const names = Object.keys(TABLES) as TableName[];
  return {
    client: Object.assign(client, { send: driven }) as DynamoDBClient,
    tables: Object.fromEntries(names.map((name) => [name, name])) as Record<TableName, string>,
    stop: () => drive,
  };
}
