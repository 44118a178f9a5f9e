import { MAX_MESSAGE_BYTES, TOPICS } from '../../contract/topics';
import { canonicalJson } from '../events/event-digest';
import { isObject, type ParsedScan, type ReceivedScan, readScan } from './scan-message-fields';
import { readLegacyScan } from './scan-message-legacy';

/** One MQTT message as it came. */
export type MqttMessage = {
  readonly topic: string;
  /** `n/a` where the message did not come over MQTT, as IoT Core says it. */
  readonly clientId: string;
  readonly receivedAt: string;
  readonly payload: Uint8Array;
};

/** What is wrong with a message or a part of it: `message`, `scan` (its only one) or `scans[3]`. */
export type Fault = { readonly place: string; readonly reasons: readonly string[] };

/** A message read: the good scans and every reason against the rest. Never neither. */
export type ParsedMessage = {
  readonly readerId: string;
  readonly scans: readonly ReceivedScan[];
  readonly faults: readonly Fault[];
  /** How many scans the message held, good, bad and repeated. */
  readonly scanCount: number;
};

const MAX_SCANS = 500;
const RESERVED = /^(?:import|legacy|desk:.*)$/s;
/** What AWS IoT takes as the name of a thing. */
const READER_ID = /^[A-Za-z0-9:_-]{1,128}$/;

/** Reads a message from a scan topic by the contract's rules. Pure; throws for nothing that can be sent. */
export function parseScanMessage(message: MqttMessage, libraryTimeZone: string): ParsedMessage {
  const reader = readerOf(message);
  const content = decode(message.payload);
  const readings = 'reason' in content ? [] : scansIn(content.value, reader.isSeed, libraryTimeZone);
  const reasons = [
    ...reader.reasons,
    ...('reason' in content ? [content.reason] : []),
    ...(typeof readings === 'string' ? [readings] : []),
  ];
  const placed = typeof readings === 'string' ? [] : readings;
  const faults = [
    ...(reasons.length > 0 ? [{ place: 'message', reasons }] : []),
    ...placed.flatMap(({ place, reading }) => ('reasons' in reading ? [{ place, ...reading }] : [])),
  ];
  const good =
    reasons.length > 0 ? [] : placed.flatMap(({ reading }) => ('scan' in reading ? reading.scan : []));
  return { readerId: reader.id, scans: eachOnce(good), faults, scanCount: placed.length };
}

/** The reader in a topic of the form `shelflog/readers/{readerId}/…`, or undefined. */
export function readerInTopic(pattern: string, topic: string): string | undefined {
  const [before = '', after = ''] = pattern.split('+');
  const id = topic.slice(before.length, topic.length - after.length);
  return topic === `${before}${id}${after}` && id !== '' && !id.includes('/') ? id : undefined;
}

/** No reader of the library's may be called so. */
export const isReserved = (readerId: string): boolean => RESERVED.test(readerId);

/** What speaks against a client that publishes as this reader. */
export function readerFaults(readerId: string, clientId: string): string[] {
  return [
    ...(isReserved(readerId) ? [`reader id ${JSON.stringify(readerId)} is reserved`] : []),
    ...(READER_ID.test(readerId) ? [] : ['reader id must be 1-128 of A-Z a-z 0-9 : _ -']),
    ...(clientId === readerId
      ? []
      : [`client ${JSON.stringify(clientId)} may not publish as reader ${JSON.stringify(readerId)}`]),
  ];
}

/** The JSON value of a payload, or why there is none. */
export function decode(payload: Uint8Array): { readonly value: unknown } | { readonly reason: string } {
  if (payload.byteLength > MAX_MESSAGE_BYTES) {
    return { reason: `the message is larger than ${MAX_MESSAGE_BYTES / 1024} KB` };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return { reason: 'the message is not UTF-8' };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { reason: `the message is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function readerOf({ topic, clientId }: MqttMessage) {
  if (topic === TOPICS.seedScans) return seedReader(clientId);
  const id = readerInTopic(TOPICS.readerScans, topic);
  if (id === undefined) return { id: '', isSeed: false, reasons: ['scans do not come on this topic'] };
  return { id, isSeed: false, reasons: readerFaults(id, clientId) };
}

/** The seed's readers are called by their MQTT client id, whatever IoT Core lets that be. */
function seedReader(clientId: string) {
  const id = clientId === '' || clientId === 'n/a' ? 'legacy' : clientId;
  const reasons = [
    ...(id !== 'legacy' && isReserved(id) ? [`reader id ${JSON.stringify(id)} is reserved`] : []),
    ...(id.length > 128 ? ['client id must be at most 128 characters'] : []),
  ];
  return { id, isSeed: true, reasons };
}

type Placed = { readonly place: string; readonly reading: ParsedScan };

function scansIn(value: unknown, isSeed: boolean, timeZone: string): Placed[] | string {
  if (isSeed) return [{ place: 'scan', reading: readLegacyScan(value, timeZone) }];
  const batch = isObject(value) ? (value['scans'] ?? undefined) : undefined;
  if (batch === undefined) return [{ place: 'scan', reading: readScan(value) }];
  if (!Array.isArray(batch)) return 'scans: must be a list';
  if (isObject(value) && 'scanId' in value)
    return 'scanId: stands beside scans; a message is one or the other';
  if (batch.length < 1 || batch.length > MAX_SCANS) {
    return `scans: must be 1 to ${MAX_SCANS} scans, not ${batch.length}`;
  }
  return batch.map((scan, i) => ({ place: `scans[${i}]`, reading: readScan(scan) }));
}

/** The same scan twice in a message is one. With other content it stays, and is found out at the table. */
function eachOnce(scans: readonly ReceivedScan[]): ReceivedScan[] {
  return [...new Map(scans.map((scan) => [canonicalJson(scan), scan])).values()];
}
