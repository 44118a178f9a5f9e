import { MAX_MESSAGE_BYTES, TOPICS } from '../../contract/topics';
import { matchesTopicFilter } from './topic-filter';

/** Why a client may not publish this, or undefined if it may. A reader writes below its own id only; the
 *  seed's topic is open to every client with a certificate.
 *  TOPICS' `+` stands for the reader's id. */
export function refusalOfPublish(
  clientId: string,
  topic: string,
  payloadBytes: number,
): 'not-authorized' | 'too-large' | undefined {
  if (payloadBytes > MAX_MESSAGE_BYTES) return 'too-large';
  const own = [TOPICS.readerScans, TOPICS.readerStatus].map((filter) => filter.replace('+', clientId));
  return topic === TOPICS.seedScans || own.includes(topic) ? undefined : 'not-authorized';
}

/** A reader may listen below its own id only. */
export function maySubscribe(clientId: string, filter: string): boolean {
  return matchesTopicFilter(`shelflog/readers/${clientId}/#`, filter);
}
