import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

const MAX_REQUESTS = 25;
/** As many as a rebuild has on their way. */
const IN_FLIGHT = 32;

/** BatchWriteItem and nothing else: full batches, a fixed number on their way. The local engine leaves
 *  nothing unprocessed; if it did, this would throw. */
export function bareWriter(client: DynamoDBClient) {
  let batch: Record<string, WriteRequest[]> = {};
  let size = 0;
  const inFlight = new Set<Promise<void>>();
  const send = async () => {
    const RequestItems = batch;
    [batch, size] = [{}, 0];
    const sent = client
      .send(new BatchWriteItemCommand({ RequestItems }))
      .then(({ UnprocessedItems = {} }) => {
        inFlight.delete(sent);
        if (Object.keys(UnprocessedItems).length > 0) throw new Error('The engine left rows unprocessed.');
      });
    inFlight.add(sent);
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  };
  return {
    async put(table: string, Item: Record<string, AttributeValue>): Promise<void> {
      const requests = batch[table] ?? [];
      requests.push({ PutRequest: { Item } });
      batch[table] = requests;
      size += 1;
      if (size === MAX_REQUESTS) await send();
    },
    async flush(): Promise<void> {
      if (size > 0) await send();
      await Promise.all(inFlight);
    },
  };
}
