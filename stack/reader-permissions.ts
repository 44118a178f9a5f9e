import { NAMES } from '../contract/names';
import { basicIngestTopic, MAX_MESSAGE_BYTES, TOPICS } from '../contract/topics';
import { LOCAL_STAGE } from '../infra/stage-config';
import { matchesTopicFilter } from '../local-aws/src/mqtt/topic-filter';

const SCANS_RULE = NAMES.topicRule(LOCAL_STAGE, 'readerScans');

/** Why a client may not publish this, or undefined if it may. A reader writes below its own id only, its
 *  scans by Basic Ingest too; the seed's topic is open to every client with a certificate.
 *  TOPICS' `+` stands for the reader's id. */
export function refusalOfPublish(
  clientId: string,
  topic: string,
  payloadBytes: number,
): 'not-authorized' | 'too-large' | undefined {
  if (payloadBytes > MAX_MESSAGE_BYTES) return 'too-large';
  const scans = TOPICS.readerScans.replace('+', clientId);
  const status = TOPICS.readerStatus.replace('+', clientId);
  const allowed = [scans, status, TOPICS.seedScans, basicIngestTopic(SCANS_RULE, scans)];
  return allowed.includes(topic) ? undefined : 'not-authorized';
}

/** A reader may listen below its own id only, and to its own jobs. */
export function maySubscribe(clientId: string, filter: string): boolean {
  return [`shelflog/readers/${clientId}/#`, `$aws/things/${clientId}/jobs/#`].some((own) =>
    matchesTopicFilter(own, filter),
  );
}
