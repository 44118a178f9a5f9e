import type { MqttMessage } from '../../app/intake/scan-message';

export const RECEIVED_AT = '2026-11-22T09:15:03.000Z';

/** A scan as a reader sends it. */
export const aSentScan = (over: Record<string, unknown> = {}) => ({
  scanId: '01JD-a_1',
  tagId: '386103974449',
  scannedAt: '2026-11-22T09:15:02.114Z',
  ...over,
});

/** A message from reader desk-1. Text and bytes go as they are, all else as JSON. */
export function aMessage(content: unknown, over: Partial<MqttMessage> = {}): MqttMessage {
  const payload =
    content instanceof Uint8Array
      ? content
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return {
    topic: 'shelflog/readers/desk-1/scans',
    clientId: 'desk-1',
    receivedAt: RECEIVED_AT,
    payload,
    ...over,
  };
}

/** A message of the seed system's publisher. */
export const aSeedMessage = (content: unknown, clientId = 'raspberry') =>
  aMessage(content, { topic: 'home/rfiddata', clientId });
