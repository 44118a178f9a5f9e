import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { RecordedDayList } from '../../../app/events/recorded-days';
import { addDays, datesBetween } from '../../../app/queries/dates';
import { controlKeys } from '../../../contract/keys';
import { queryRows } from '../requests/query-rows';
import { notedSince } from './recorded-day-notes';

type Place = {
  readonly client: DynamoDBClient;
  readonly tables: { readonly events: string; readonly control: string };
};

const dayRow = z.object({ sk: z.iso.date() });

/** The list of recorded days as the control table holds it. */
export const recordedDayList = (place: Place): RecordedDayList => ({
  async between(from, to) {
    const since = await notedSince(place);
    if (since === undefined || since > to) return datesBetween(from, to);
    const before = from < since ? datesBetween(from, addDays(since, -1)) : [];
    return [...before, ...(await notedBetween(place, from < since ? since : from, to))];
  },
});

async function notedBetween({ client, tables }: Place, from: string, to: string): Promise<string[]> {
  const days: string[] = [];
  const rows = queryRows(client, {
    TableName: tables.control,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: marshall({ ':pk': controlKeys.recordedDays, ':from': from, ':to': to }),
    ConsistentRead: true,
  });
  for await (const row of rows) days.push(dayRow.parse(row).sk);
  return days;
}
