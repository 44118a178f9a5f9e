import { z } from 'zod';

const MESSAGE_ATTRIBUTE = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
export const MESSAGE_ATTRIBUTES = z.record(z.string(), MESSAGE_ATTRIBUTE);

const STORED_MESSAGE = z.object({
  id: z.string(),
  body: z.string(),
  attributes: MESSAGE_ATTRIBUTES.optional(),
  senderId: z.string(),
  deadLetterSourceArn: z.string().optional(),
});
const RECEIPTS = z.object({ count: z.number(), firstAt: z.number() });

export type StoredMessage = z.infer<typeof STORED_MESSAGE>;
/** How often a message was received, and when first (epoch ms). */
export type Receipts = z.infer<typeof RECEIPTS>;

export const parseStoredMessage = (json: string): StoredMessage => STORED_MESSAGE.parse(JSON.parse(json));
export const parseReceipts = (json: string): Receipts => RECEIPTS.parse(JSON.parse(json));
