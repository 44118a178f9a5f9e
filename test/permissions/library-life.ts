import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { FROM_THE_FIRST } from '../../app/events/recorded-days';
import { analyticsKeys, controlKeys, inventoryKeys, stockKeys } from '../../contract/keys';
import { aTagScanned } from '../support/events';
import { type RunningStack, until } from './running-stack';

const READER = 'shelflog/readers/reader-1/scans';
/** The old system's topic. */
const SEED = 'home/rfiddata';
const READER_STATUS = 'shelflog/readers/reader-1/status';
/** What one does to make the functions use their permissions. Each can be done again and again. */
export type LibraryLife = Awaited<ReturnType<typeof startLibraryLife>>;

/** The function looks no more often. */
const ZONE_IS_LOOKED_AT_MS = 15 * 60_000;
const DAY_MS = 24 * 3600 * 1000;
/** The first generation, which nobody has rebuilt. */
const SERVED = 'g1';
const ghostSums = (stock: string, analytics: string) =>
  [
    [stock, stockKeys.book(SERVED, 'ghost')],
    [analytics, analyticsKeys.running(SERVED, 'ghost')],
  ] as const;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** A book with three copies that have been there for a while, one of them lent. */
export async function startLibraryLife(stack: RunningStack) {
  const { endpoint, region, credentials } = stack.info;
  const asOperator = new DynamoDBClient({ endpoint, region, credentials });
  const database = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'any' },
  });
  let count = 0;
  let newDays = 0;
  let receivedAt = Date.now();
  const next = (name: string) => `${name}-${++count}`;
  const command = async (method: string, path: string, body: object) => {
    const answer = await stack.api(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body as { scanId?: string; eventId?: string };
  };
  const statusOf = async (tagId: string) =>
    ((await stack.api('GET', `/v1/inventory/${tagId}`)).body as { status?: string }).status;

  await command('POST', '/v1/books', { bookId: 'book-1', name: 'A Book', author: 'A. Author' });
  const rows = ['tag-1', 'tag-2', 'tag-3'].map((tagId) => `${tagId},book-1,${daysAgo(40)}`);
  await writeFile(join(stack.folder, 'tags.csv'), ['tag_id,book_id,assigned_at', ...rows, ''].join('\n'));
  const imported = await stack.cli('import', 'tags', 'tags.csv');
  if (imported.code !== 0) throw new Error(imported.output);
  const oldScan = { scanId: 'scan-0', tagId: 'tag-1', scannedAt: new Date().toISOString(), mode: 'checkout' };
  await stack.publish(READER, oldScan);
  await until('tag-1 is on loan', async () => (await statusOf('tag-1')) === 'on-loan');

  await command('POST', '/v1/tags/tag-2/scans', { mode: 'checkout', scannedAt: daysAgo(39) });

  /** The loan of tag-2 ends, as the read models know; returns the scan that ended it. */
  const takeBack = async (): Promise<string> => {
    await until('tag-2 is on loan', async () => (await statusOf('tag-2')) === 'on-loan');
    const answer = await command('POST', '/v1/tags/tag-2/scans', {
      mode: 'return',
      scannedAt: daysAgo(38.5),
    });
    const scanId = answer.scanId ?? answer.eventId?.replace('scan#', '');
    if (scanId === undefined) throw new Error(`No scan in ${JSON.stringify(answer)}.`);
    await until('tag-2 is available', async () => (await statusOf('tag-2')) === 'available');
    return scanId;
  };
  /** That loan runs again. */
  const undo = (scanId: string) => command('POST', `/v1/tags/tag-2/scans/${scanId}/void`, { reason: 'test' });

  return {
    takeBack,
    undo,
    /** A loan of tag-3 on a day on which nothing has happened yet. */
    async lendOnANewDay() {
      newDays += 1;
      const scan = (mode: string, daysBack: number) =>
        command('POST', '/v1/tags/tag-3/scans', { mode, scannedAt: daysAgo(daysBack) });
      await scan('checkout', 38 - newDays);
      await scan('return', 38 - newDays - 0.001);
    },
    /** Tags whose contributions are batches: each is read with the one that it was written with. */
    async scanTogether() {
      const tagIds = Array.from({ length: 10 }, (_, i) => `together-${i}`);
      const scannedAt = new Date().toISOString();
      const scans = tagIds.map((tagId) => ({ scanId: next('scan'), tagId, scannedAt }));
      await stack.publish(READER, { scans });
      const isKnown = async (tagId: string) =>
        (await stack.api('GET', `/v1/inventory/${tagId}`)).status === 200;
      await until('they are known', async () => (await Promise.all(tagIds.map(isKnown))).every(Boolean));
    },
    register: () => command('POST', '/v1/books', { bookId: next('book'), name: 'B', author: 'C' }),
    async scans() {
      await stack.publish(READER, {
        scanId: next('scan'),
        tagId: 'tag-9',
        scannedAt: new Date().toISOString(),
      });
      await stack.publish(READER, oldScan);
      await stack.publish(READER, { ...oldScan, text: 'something else' });
      receivedAt += ZONE_IS_LOOKED_AT_MS;
      await stack.publish(SEED, { id: 1, text: '', timestamp: '2026-11-22 09:00:00' }, receivedAt);
      await stack.publish(READER, 'no JSON');
      await stack.publish(READER_STATUS, { state: 'online', at: new Date().toISOString(), spoolDepth: 0 });
      await stack.invoke('ingest-scans', { not: 'a message' });
    },
    /** On a day that is over, so that it can be sealed. The same again adds nothing. */
    oldEvent: () =>
      eventsTable(asOperator, stack.info.tables.events).insert([
        aTagScanned({ scanId: 'old', tagId: 'tag-8' }, { recordedAt: daysAgo(3), effectiveAt: daysAgo(3) }),
      ]),
    /** Rows that nobody but an administrator could write: a tag's, and two sums of a book that never was. */
    async drift() {
      const { inventory = '', stock = '', analytics = '' } = stack.info.tables;
      const tag = inventoryKeys.tag(SERVED, 'tag-8');
      await database.send(
        new UpdateItemCommand({
          TableName: inventory,
          Key: marshall({ pk: tag.pk, sk: tag.sk }),
          UpdateExpression: 'SET loanCount = :n',
          ExpressionAttributeValues: marshall({ ':n': 99 }),
        }),
      );
      const sum = { total: 1, onLoan: 0 };
      for (const [table, key] of ghostSums(stock, analytics)) {
        await database.send(new PutItemCommand({ TableName: table, Item: marshall({ ...key, ...sum }) }));
      }
    },
    /** The two sums are gone; the tag's row stays as it is. */
    async noGhosts() {
      const { stock = '', analytics = '' } = stack.info.tables;
      for (const [TableName, key] of ghostSums(stock, analytics)) {
        await database.send(new DeleteItemCommand({ TableName, Key: marshall(key) }));
      }
    },
    verify: () => stack.invoke('verify-history', { scheduledAt: new Date().toISOString() }),
    oldEventIsProjected: () =>
      until('tag-8 is known', async () => (await stack.api('GET', '/v1/inventory/tag-8')).status === 200),
    seal: () => stack.invoke('seal-day', { scheduledAt: new Date().toISOString() }),
    /** A mark that the exporter may clear: one that no projector counts on any more. */
    oldMark: () =>
      database.send(
        new PutItemCommand({
          TableName: stack.info.tables.control,
          Item: marshall({
            ...controlKeys.exportMark(`day#${daysAgo(1).slice(0, 10)}`),
            markedAt: daysAgo(1),
          }),
        }),
      ),
    /** Whoever records has to find out anew from when on the days of recording are listed. */
    neverListed: () =>
      database.send(
        new DeleteItemCommand({
          TableName: stack.info.tables.control,
          Key: marshall(controlKeys.recordedDaysSince),
        }),
      ),
    /** The list of recorded days is whole, so that it is asked. */
    listed: () =>
      database.send(
        new PutItemCommand({
          TableName: stack.info.tables.control,
          Item: marshall({ ...controlKeys.recordedDaysSince, since: FROM_THE_FIRST }),
        }),
      ),
    /** The exporter has to find out anew on which day files begin. */
    neverExported: () =>
      database.send(
        new DeleteItemCommand({
          TableName: stack.info.tables.control,
          Key: marshall(controlKeys.exportState),
        }),
      ),
    /** In the table, but no event that anybody can read. */
    unreadableEvent: () =>
      asOperator.send(
        new ExecuteStatementCommand({
          Statement: `INSERT INTO "${stack.info.tables.events}" VALUE {'streamId': 'tag#unreadable', 'eventId': 'scan#x'}`,
        }),
      ),
    writeFiles: () => stack.invoke('export-snapshots', { scheduledAt: new Date().toISOString() }),
    /** Every call of the API, whatever it answers. */
    async everyCall() {
      const book = next('book');
      const tag = next('new-tag');
      const today = new Date().toISOString().slice(0, 10);
      const calls: [string, string, object?][] = [
        ['POST', '/v1/books', { bookId: book, name: 'B', author: 'C' }],
        ['POST', '/v1/books', { bookId: book, name: 'B', author: 'C' }],
        ['PATCH', `/v1/books/${book}`, { name: 'D' }],
        ['POST', '/v1/tags', { tagId: tag, bookId: book }],
        ['POST', `/v1/tags/${tag}/scans`, { mode: 'checkout' }],
        ['POST', '/v1/tags/tag-1/scans/scan-0/void', { reason: 'x' }],
        ['POST', `/v1/tags/${tag}/retire`, { reason: 'lost' }],
        ['POST', `/v1/books/${book}/withdraw`, { reason: 'x' }],
        ['GET', '/v1/stock'],
        ['GET', '/v1/stock?query=book'],
        ['GET', '/v1/stock/book-1'],
        ['GET', '/v1/inventory'],
        ['GET', '/v1/inventory?bookId=book-1'],
        ['GET', '/v1/inventory?status=on-loan'],
        ['GET', '/v1/inventory?status=available'],
        ['GET', '/v1/inventory?query=tag'],
        ['GET', '/v1/inventory/tag-1'],
        ['GET', '/v1/inventory/tag-1/timeline'],
        ['GET', '/v1/books/book-1/timeline'],
        ['GET', `/v1/analytics/daily?from=${today}`],
        ['GET', `/v1/analytics/daily?from=${today}&bookId=book-1`],
        ['GET', `/v1/analytics/hours?from=${today}`],
        ['GET', `/v1/analytics/titles?from=${today}`],
        ['GET', `/v1/analytics/durations?from=${daysAgo(60).slice(0, 10)}`],
        ['GET', '/v1/tags/unknown'],
        ['GET', `/v1/events?from=${today}`],
        ['GET', '/v1/status'],
      ];
      const answers: string[] = [];
      for (const [method, path, body] of calls) {
        const { status } = await stack.api(method, path, body);
        answers.push(`${status} ${method} ${path}`);
      }
      return answers;
    },
  };
}
