import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { loanId } from '../../../app/export/csv-rows';
import { addDays } from '../../../app/export/days';
import type { ExportedLoan } from '../../../app/export/export-ports';
import { inventoryKeys } from '../../../contract/keys';
import type { Calendar } from '../../../domain/calendar';
import type { Loan } from '../../../domain/tag/state';
import { batchGet } from '../requests/batch-get';
import { queryRows } from '../requests/query-rows';
import { storedLoan, storedReading } from './tag-checkpoint';

/** So many loans are held at once. */
const CHUNK = 400;

const indexKey = z.object({ pk: z.string(), sk: z.string() });
const statusKey = indexKey.extend({ statusListKey: z.string() });
const loanRow = storedLoan.extend({ tagId: z.string() });
const tagRow = z.object({ tagId: z.string(), reading: storedReading });

type LoanDay = {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly generation: string;
  readonly date: string;
};

export type DayOfLoans = LoanDay & { readonly calendar: Calendar };

/** The loans borrowed on a library day, running and ended, bytewise in the order of their ids. One that runs
 *  or ends while they are read comes once, as it was or as it is. */
export async function* loansOfDay(day: DayOfLoans): AsyncGenerator<ExportedLoan> {
  // The running ones first: one that ends meanwhile is then found twice, and never not at all. A set, for that
  // and because an index may for a moment show an item twice.
  const ids = new Set(await runningLoans(day));
  for await (const id of endedLoans(day)) ids.add(id);
  const inOrder = [...ids].sort();
  for (let i = 0; i < inOrder.length; i += CHUNK) yield* await readLoans(inOrder.slice(i, i + CHUNK), day);
}

/** The loans borrowed on a library day that have ended; the index that finds them may lag. */
export async function endedLoansOfDay(day: LoanDay): Promise<ExportedLoan[]> {
  const ids: string[] = [];
  for await (const id of endedLoans(day)) ids.push(id);
  return [...(await loanRows([...new Set(ids)], day)).values()];
}

/** The latest loans of the tags on loan since that day. */
async function runningLoans(day: DayOfLoans): Promise<string[]> {
  const tagIds = [...(await tagsOnLoanSince(day))];
  const ids: string[] = [];
  for (let i = 0; i < tagIds.length; i += CHUNK) {
    const latest = await latestLoans(tagIds.slice(i, i + CHUNK), day);
    ids.push(...[...latest].map(([tagId, loan]) => loanId({ tagId, ...loan })));
  }
  return ids;
}

/** The index knows instants: a library day begins and ends within a day of the UTC day of that date. */
async function tagsOnLoanSince({ client, table, generation, date, calendar }: DayOfLoans) {
  const tagIds = new Set<string>();
  const keys = queryRows(client, {
    TableName: table,
    IndexName: 'byStatus',
    KeyConditionExpression: 'statusList = :list AND statusListKey BETWEEN :from AND :to',
    ExpressionAttributeValues: marshall({
      ':list': inventoryKeys.statusList(generation, 'on-loan'),
      ':from': addDays(date, -1),
      ':to': addDays(date, 2),
    }),
  });
  const tagPrefix = inventoryKeys.tag(generation, '').pk;
  for await (const key of keys) {
    const { pk, statusListKey } = statusKey.parse(key);
    const borrowedAt = statusListKey.slice(0, statusListKey.indexOf('#'));
    if (calendar(borrowedAt).date === date) tagIds.add(pk.slice(tagPrefix.length));
  }
  return tagIds;
}

async function* endedLoans({ client, table, generation, date }: LoanDay): AsyncGenerator<string> {
  const tagPrefix = inventoryKeys.tag(generation, '').pk;
  const keys = queryRows(client, {
    TableName: table,
    IndexName: 'byLoanDay',
    KeyConditionExpression: 'loanDay = :day',
    ExpressionAttributeValues: marshall({ ':day': inventoryKeys.loanDay(generation, date) }),
  });
  for await (const key of keys) {
    const { pk, sk } = indexKey.parse(key);
    yield `${pk.slice(tagPrefix.length)}#${sk.slice(inventoryKeys.loanPrefix.length)}`;
  }
}

/** The loans in the order of their ids; one that is gone since an index named it is left out. A loan without a
 *  row of its own is the latest of its tag, unless it ended and another began in between: then it has one. */
async function readLoans(ids: readonly string[], day: DayOfLoans): Promise<ExportedLoan[]> {
  const found = await loanRows(ids, day);
  const without = ids.filter((id) => !found.has(id));
  const latest = await latestLoans([...new Set(without.map(tagOf))], day);
  for (const [tagId, loan] of latest) found.set(loanId({ tagId, ...loan }), { tagId, ...loan });
  const passed = without.filter((id) => !found.has(id));
  for (const [id, loan] of await loanRows(passed, day)) found.set(id, loan);
  return ids.flatMap((id) => found.get(id) ?? []);
}

const tagOf = (id: string) => id.slice(0, id.lastIndexOf('#'));
const numberOf = (id: string) => Number(id.slice(id.lastIndexOf('#') + 1));

async function loanRows(ids: readonly string[], { client, table, generation }: LoanDay) {
  const keys = ids.map((id) => inventoryKeys.loan(generation, tagOf(id), numberOf(id)));
  const rows = (await batchGet(client, table, keys)).map((row) => loanRow.parse(row));
  return new Map<string, ExportedLoan>(rows.map((row) => [loanId(row), row]));
}

async function latestLoans(tagIds: readonly string[], { client, table, generation }: DayOfLoans) {
  const keys = tagIds.map((tagId) => inventoryKeys.tag(generation, tagId));
  const rows = (await batchGet(client, table, keys)).map((row) => tagRow.parse(row));
  return new Map<string, Loan>(
    rows.flatMap(({ tagId, reading }): [string, Loan][] =>
      reading.state.latestLoan === undefined ? [] : [[tagId, reading.state.latestLoan]],
    ),
  );
}
