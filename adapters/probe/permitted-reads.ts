import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** Reads that an operator may do: only beside them a refusal means that it is the change that is refused.
 *  Errors: what the service says if one is refused. */
export async function permittedReads(
  clients: { readonly dynamodb: DynamoDBClient; readonly s3: S3Client },
  on: { readonly eventsTable: string; readonly quarantineBucket: string },
): Promise<void> {
  const Key = { streamId: { S: 'probe#nothing' }, eventId: { S: 'probe#nothing' } };
  await clients.dynamodb.send(new GetItemCommand({ TableName: on.eventsTable, Key }));
  await clients.s3.send(new ListObjectsV2Command({ Bucket: on.quarantineBucket, MaxKeys: 1 }));
}
