import type { AttributeValue, _Record as StreamsRecord } from '@aws-sdk/client-dynamodb-streams';

/** A stream record as the function sees it. */
export type LambdaStreamRecord = {
  readonly eventID: string | undefined;
  readonly eventName: string | undefined;
  readonly eventVersion: string | undefined;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: Readonly<Record<string, unknown>> & { readonly SequenceNumber: string };
  readonly eventSourceARN: string;
  readonly userIdentity?: { readonly type: string | undefined; readonly principalId: string | undefined };
};

/** The record as Lambda passes it on: times in seconds, binary values in base64. */
export function toLambdaRecord(record: StreamsRecord, streamArn: string, region: string): LambdaStreamRecord {
  const change = record.dynamodb ?? {};
  if (!change.SequenceNumber) throw new Error('The stream returned a record without a sequence number.');
  const at = change.ApproximateCreationDateTime;
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ...(at && { ApproximateCreationDateTime: Math.floor(at.getTime() / 1000) }),
      ...(change.Keys && { Keys: itemJson(change.Keys) }),
      ...(change.NewImage && { NewImage: itemJson(change.NewImage) }),
      ...(change.OldImage && { OldImage: itemJson(change.OldImage) }),
      SequenceNumber: change.SequenceNumber,
      SizeBytes: change.SizeBytes,
      StreamViewType: change.StreamViewType,
    },
    eventSourceARN: streamArn,
    ...(record.userIdentity && {
      userIdentity: { type: record.userIdentity.Type, principalId: record.userIdentity.PrincipalId },
    }),
  };
}

function itemJson(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueJson(value)]));
}

function valueJson(value: AttributeValue): unknown {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(valueJson) };
  if (value.M !== undefined) return { M: itemJson(value.M) };
  return value;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
