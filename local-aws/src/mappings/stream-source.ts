import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';

export type StreamShard = { readonly id: string; readonly parentId: string | undefined };
export type ShardStart =
  | { readonly from: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly from: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };
export type ShardPage = {
  readonly records: readonly _Record[];
  /** Undefined when the shard is closed and read to its end. */
  readonly next: string | undefined;
};

/** One table's stream as a mapping reads it: through the gateway, in its function's name. */
export type StreamSource = {
  shards(): Promise<readonly StreamShard[]>;
  /** Undefined if what should come next is no longer kept. */
  iterator(shardId: string, start: ShardStart): Promise<string | undefined>;
  /** Undefined if the iterator has expired. */
  read(iterator: string, limit: number): Promise<ShardPage | undefined>;
  close(): void;
};

export function streamSource(options: {
  readonly streamArn: string;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}): StreamSource {
  const client = new DynamoDBStreamsClient(options);
  const StreamArn = options.streamArn;
  return {
    shards: async () => {
      const found: Shard[] = [];
      let ExclusiveStartShardId: string | undefined;
      do {
        const { StreamDescription } = await client.send(
          new DescribeStreamCommand({ StreamArn, ...(ExclusiveStartShardId && { ExclusiveStartShardId }) }),
        );
        found.push(...(StreamDescription?.Shards ?? []));
        ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
      } while (ExclusiveStartShardId);
      return found.flatMap(({ ShardId, ParentShardId }) =>
        ShardId ? [{ id: ShardId, parentId: ParentShardId }] : [],
      );
    },
    iterator: async (ShardId, start) => {
      try {
        const { ShardIterator } = await client.send(
          new GetShardIteratorCommand({
            StreamArn,
            ShardId,
            ShardIteratorType: start.from,
            ...('sequenceNumber' in start && { SequenceNumber: start.sequenceNumber }),
          }),
        );
        return ShardIterator;
      } catch (error) {
        if (error instanceof TrimmedDataAccessException) return undefined;
        throw error;
      }
    },
    read: async (ShardIterator, Limit) => {
      try {
        const page = await client.send(new GetRecordsCommand({ ShardIterator, Limit }));
        return { records: page.Records ?? [], next: page.NextShardIterator };
      } catch (error) {
        if (error instanceof ExpiredIteratorException) return undefined;
        throw error;
      }
    },
    close: () => client.destroy(),
  };
}
