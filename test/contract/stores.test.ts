import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { analyticsTable } from '../../adapters/dynamodb/analytics/analytics-table';
import { circulationTable } from '../../adapters/dynamodb/circulation/circulation-table';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { analyticsKeys, controlKeys, stockKeys } from '../../contract/keys';
import type { TableName } from '../../contract/tables';
import { describeAnalyticsStore } from './analytics-store';
import { describeCirculationStore } from './circulation-store';
import { describeDynamoDb } from './dynamodb';
import { type ContractEngine, contractEngines } from './engines';
import { describeEventLog } from './event-log';
import { describeExportMarks } from './export-marks';

describe.each(contractEngines)('on %s', (name, start) => {
  let engine: ContractEngine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.stop());

  const read = async (table: TableName, key: object) => {
    const { client, tables } = engine;
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tables[table], Key: marshall(key), ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  };
  const figures = async (key: object): Promise<Record<string, number>> => {
    const { pk, sk, ...sums } = (await read('analytics', key)) ?? {};
    return sums;
  };
  let generations = 0;
  const generation = () => `g${generations}`;

  describe('DynamoDB', () =>
    describeDynamoDb(() => ({ client: engine.client, TableName: engine.tables.control })));

  // The Events table of the real engines has the same suite among its own tests.
  if (name === 'the simulator') {
    describe('the event log', () => describeEventLog(() => eventsTable(engine.client, engine.tables.events)));
  }

  describe('the circulation store', () =>
    describeCirculationStore(() => ({
      newStore: () => {
        generations += 1;
        const { client, tables } = engine;
        return circulationTable({
          client,
          inventoryTable: tables.inventory,
          stockTable: tables.stock,
          generation: generation(),
          calendar: libraryCalendar('UTC'),
        });
      },
      stockOf: (bookId) => read('stock', stockKeys.book(generation(), bookId)),
    })));

  describe('the analytics store', () =>
    describeAnalyticsStore(() => ({
      newStore: () => {
        generations += 1;
        const { client, tables } = engine;
        return analyticsTable({
          client,
          analyticsTable: tables.analytics,
          generation: generation(),
          pause: () => sleep(5),
        });
      },
      bookDay: (date, bookId) => figures(analyticsKeys.bookDay(generation(), date, bookId)),
      running: (bookId) => figures(analyticsKeys.running(generation(), bookId)),
      day: async (date) => {
        const shards = Array.from({ length: analyticsKeys.dayShards }, (_, shard) => shard);
        const rows = await Promise.all(
          shards.map((shard) => figures(analyticsKeys.daySum(generation(), date, shard))),
        );
        const sums: Record<string, number> = {};
        for (const [figure, n] of rows.flatMap((row) => Object.entries(row))) {
          sums[figure] = (sums[figure] ?? 0) + n;
        }
        return sums;
      },
    })));

  describe('export marks', () =>
    describeExportMarks(() => ({
      newMarks: (clock) => exportMarks(engine.client, engine.tables.control, clock),
      markedAt: async (mark) => (await read('control', controlKeys.exportMark(mark)))?.['markedAt'],
    })));
});
