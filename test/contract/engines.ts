import { drivenDynamoDb } from '../simulator/driven-dynamodb';
import { availableEngines, startTestDynamoDb, type TestDynamoDb } from '../support/dynamodb';

export type ContractEngine = Pick<TestDynamoDb, 'client' | 'tables' | 'stop'>;

/** All on which a store's contract must hold: the simulator's DynamoDB, and every real engine that runs here. */
export const contractEngines: readonly (readonly [string, () => Promise<ContractEngine>])[] = [
  ['the simulator', async () => drivenDynamoDb()],
  ...availableEngines().map((engine) => [engine, () => startTestDynamoDb(engine)] as const),
];
