import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { analyticsTable } from '../../../../adapters/dynamodb/analytics/analytics-table';
import type { AnalyticsChange } from '../../../../app/project/analytics-store';
import type { Pause } from '../../../../app/project/project-tags';
import { analyticsKeys } from '../../../../contract/keys';
import type { TagCheckpoint } from '../../../../domain/tag/history';
import type { TestDynamoDb } from '../../../support/dynamodb';

export const DAY = '2026-03-02';
const T = '2026-03-02T09:00:00.000Z';

/** A tag whose history has been read up to its n-th event. */
export const readingOf = (revision: number): TagCheckpoint => ({
  state: { status: 'available', bookId: 'b', loanCount: revision, recentScans: {} },
  position: { effectiveAt: T, eventId: `scan#${revision}` },
  pendingVoids: [],
  recordedUpTo: T,
});

/** Adds one loan of the book. */
export function aLoan(tagId: string, revision = 1): AnalyticsChange {
  const added = { [`${DAY}|borrowed|b`]: 1 };
  const contribution = { tagId, revision, reading: readingOf(revision), rewriting: false, added };
  return { tagId, contribution, rows: [], unfinished: false };
}

type Command = { readonly input: object; readonly constructor: { readonly name: string } };
/** Stands between a projector and the table: sends on what it is given, or does not, or fails. */
export type Between = (command: Command, send: () => Promise<object>) => Promise<object>;

export const nameOf = (command: Command) => command.constructor.name.replace('Command', '');

/** Analytics of one generation that several projectors write. */
export function aContributionFixture({ client, tables }: TestDynamoDb, generation: string) {
  let tokens = 0;
  const newToken = () => {
    tokens += 1;
    return `batch-${tokens}`;
  };
  const read = async (key: object) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tables.analytics, Key: marshall(key), ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  };
  return {
    projector: (between: Between = (_, send) => send(), pause: Pause = async () => {}) => {
      const send = (command: Command) => between(command, () => client.send(command as never));
      return analyticsTable({
        client: Object.assign(Object.create(client) as DynamoDBClient, { send }),
        analyticsTable: tables.analytics,
        generation,
        pause,
        newToken,
      });
    },
    row: (tagId: string, revision = 1) => read(analyticsKeys.contribution(generation, tagId, revision)),
    /** The sum that loans move. */
    borrowed: async () => (await read(analyticsKeys.bookDay(generation, DAY, 'b')))?.['borrowed'] ?? 0,
  };
}

/** Something that happens when it is told to. */
export function aGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
