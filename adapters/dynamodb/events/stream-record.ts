import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { fromItem } from '../../../app/events/event-codec';
import type { LibraryEvent } from '../../../domain/events';

/** A record of the Events stream. `rewritten`: someone changed or removed what must never change. */
export type EventRecord = { readonly sequenceNumber: string; readonly streamId: string } & (
  | { readonly kind: 'recorded'; readonly read: () => LibraryEvent }
  | { readonly kind: 'rewritten'; readonly was: unknown; readonly is: unknown }
);

type AttributeMap = Parameters<typeof unmarshall>[0];
const image = z.custom<AttributeMap>((value) => typeof value === 'object' && value !== null);

const streamKeys = z.object({ streamId: z.string() });
const streamRecord = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({
    SequenceNumber: z.string(),
    Keys: image,
    NewImage: image.optional(),
    OldImage: image.optional(),
  }),
});

/** Reads one record of a DynamoDB stream event. An image that is no event fails only when it is read.
 *  Errors: throws for a record that is not of the stream's documented form. */
export function parseEventRecord(record: unknown): EventRecord {
  const { eventName, dynamodb } = streamRecord.parse(record);
  const { SequenceNumber: sequenceNumber, Keys, NewImage, OldImage } = dynamodb;
  const { streamId } = streamKeys.parse(unmarshall(Keys));
  if (eventName === 'INSERT') {
    return { sequenceNumber, streamId, kind: 'recorded', read: () => fromItem(unmarshall(NewImage ?? {})) };
  }
  return {
    sequenceNumber,
    streamId,
    kind: 'rewritten',
    was: OldImage && unmarshall(OldImage),
    is: NewImage && unmarshall(NewImage),
  };
}
