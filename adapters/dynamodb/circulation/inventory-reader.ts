import { type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { InventoryReader, ListStart, StoredTag, TagEntry, TagListing } from '../../../app/queries/ports';
import { inventoryKeys } from '../../../contract/keys';
import { TABLES } from '../../../contract/tables';
import { isFound, type Loan } from '../../../domain/tag/state';
import { type TagList, toInventoryRow } from '../../../projections/inventory';
import { batchGet } from '../requests/batch-get';
import { queryRows } from '../requests/query-rows';
import { endedLoansOfDay } from './loans-of-day';
import { storedLoan, storedReading } from './tag-checkpoint';

const tagRow = z.object({ tagId: z.string(), reading: storedReading });

type Table = {
  readonly client: DynamoDBClient;
  readonly inventoryTable: string;
  readonly generation: string;
};

/** Inventory of one generation as the projectors write it. */
export function inventoryReader(
  client: DynamoDBClient,
  inventoryTable: string,
  generation: string,
): InventoryReader {
  const table: Table = { client, inventoryTable, generation };
  return {
    tag: (tagId) => readTag(table, tagId),
    tagWithLoans: (tagId) => readTagWithLoans(table, tagId),
    tags: (tagIds) => readTags(table, tagIds),
    list: (listing, start) => listTags(table, listing, start),
    endedLoans: (date) => endedLoansOfDay({ client, table: inventoryTable, generation, date }),
    countSeen: (list) => countSeen(table, list),
  };
}

async function readTag({ client, inventoryTable, generation }: Table, tagId: string) {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: inventoryTable,
      Key: marshall(inventoryKeys.tag(generation, tagId)),
      ConsistentRead: true,
    }),
  );
  return Item && toStoredTag(unmarshall(Item));
}

async function readTagWithLoans({ client, inventoryTable, generation }: Table, tagId: string) {
  let tag: StoredTag | undefined;
  const loans = new Map<number, Loan>();
  const add = (loan: Loan) => loans.set(loan.loanNo, loan);
  const { pk, sk: tagKey } = inventoryKeys.tag(generation, tagId);
  const rows = queryRows(client, {
    TableName: inventoryTable,
    KeyConditionExpression: 'pk = :pk AND sk >= :loans',
    ExpressionAttributeValues: marshall({ ':pk': pk, ':loans': inventoryKeys.loanPrefix }),
    ConsistentRead: true,
  });
  for await (const row of rows) {
    if (row['sk'] !== tagKey) add(storedLoan.parse(row));
    else {
      // Also where it has ended: that may have been after the rows of loans were read.
      const { latestLoan } = tagRow.parse(row).reading.state;
      if (latestLoan) add(latestLoan);
      tag = toStoredTag(row);
    }
  }
  return tag && { tag, loans: [...loans.values()].sort((a, b) => a.loanNo - b.loanNo) };
}

async function readTags({ client, inventoryTable, generation }: Table, tagIds: readonly string[]) {
  // An index may for a moment show a tag at two places, and BatchGetItem refuses to be asked twice.
  const keys = [...new Set(tagIds)].map((tagId) => inventoryKeys.tag(generation, tagId));
  const rows = await batchGet(client, inventoryTable, keys);
  return new Map(rows.map(toStoredTag).map((tag) => [tag.row.tagId, tag]));
}

async function* listTags(
  { client, inventoryTable, generation }: Table,
  listing: TagListing,
  { after, pageSize }: ListStart,
) {
  const { index, partition, newestFirst } = placeOf(listing, generation);
  const { partitionKey, sortKey } = TABLES.inventory.indexes[index];
  const pages = paginateQuery(
    { client, ...(pageSize !== undefined && { pageSize }) },
    {
      TableName: inventoryTable,
      IndexName: index,
      KeyConditionExpression: `#p = :p${after === undefined ? '' : ` AND #s ${newestFirst ? '<' : '>'} :after`}`,
      ExpressionAttributeNames: { '#p': partitionKey, '#s': sortKey },
      ExpressionAttributeValues: marshall({
        ':p': partition,
        ...(after !== undefined && { ':after': after }),
      }),
      ProjectionExpression: '#s',
      ScanIndexForward: !newestFirst,
    },
  );
  for await (const { Items = [] } of pages) {
    yield Items.map((item) => toEntry(item[sortKey]?.S));
  }
}

async function countSeen({ client, inventoryTable, generation }: Table, list: TagList) {
  const pages = paginateQuery(
    { client },
    {
      TableName: inventoryTable,
      IndexName: 'byStatus',
      KeyConditionExpression: 'statusList = :list AND statusListKey >= :seen',
      ExpressionAttributeValues: marshall({
        ':list': inventoryKeys.statusList(generation, list),
        ':seen': inventoryKeys.seenListKeys,
      }),
      Select: 'COUNT',
    },
  );
  let count = 0;
  for await (const { Count = 0 } of pages) count += Count;
  return count;
}

function placeOf(listing: TagListing, generation: string) {
  switch (listing.by) {
    case 'tag':
      return { index: 'byTag', partition: inventoryKeys.tagList(generation), newestFirst: false } as const;
    case 'book':
      return {
        index: 'byBook',
        partition: inventoryKeys.bookList(generation, listing.bookId),
        newestFirst: false,
      } as const;
    case 'list':
      return {
        index: 'byStatus',
        partition: inventoryKeys.statusList(generation, listing.list),
        newestFirst: listing.list !== 'on-loan' && listing.list !== 'retired',
      } as const;
  }
}

/** A place is the tag's id, after the time by which it is listed where there is one. */
function toEntry(place: string | undefined): TagEntry {
  if (place === undefined) throw new Error('The index holds an entry without a sort key.');
  return { tagId: place.slice(place.lastIndexOf('#') + 1), position: place };
}

/** The row is what its reading says; a copy of it stands beside for people who look at the table. */
function toStoredTag(item: unknown): StoredTag {
  const { tagId, reading } = tagRow.parse(item);
  const { state, recordedUpTo } = reading;
  return {
    row: toInventoryRow(tagId, state),
    text: state.lastSeen?.text ?? '',
    ...(isFound(state) && { found: true }),
    ...(state.ignored && { ignored: true }),
    ...(recordedUpTo !== undefined && { recordedUpTo }),
  };
}
