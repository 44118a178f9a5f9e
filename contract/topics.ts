/** MQTT topics and the topic rules over them.
 *  The payload travels as base64, or broken JSON would never reach the function. */
export const TOPICS = {
  readerScans: 'shelflog/readers/+/scans',
  readerStatus: 'shelflog/readers/+/status',
  seedScans: 'home/rfiddata',
} as const;

const selection = (topic: string) =>
  `SELECT encode(*, 'base64') AS payload, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt FROM '${topic}'`;

export const TOPIC_RULES = {
  readerScans: { sql: selection(TOPICS.readerScans) },
  seedScans: { sql: selection(TOPICS.seedScans) },
  readerStatus: { sql: selection(TOPICS.readerStatus) },
} as const;

export type TopicRuleName = keyof typeof TOPIC_RULES;

const BASIC_INGEST = '$aws/rules/';

/** The same topic by Basic Ingest: the message goes to that one rule and to no subscriber, and costs no
 *  messaging. */
export const basicIngestTopic = (ruleName: string, topic: string) => `${BASIC_INGEST}${ruleName}/${topic}`;

/** What a Basic Ingest topic names, or undefined for any other topic. */
export function parseBasicIngestTopic(
  topic: string,
): { readonly ruleName: string; readonly topic: string } | undefined {
  if (!topic.startsWith(BASIC_INGEST)) return undefined;
  const [ruleName = '', ...rest] = topic.slice(BASIC_INGEST.length).split('/');
  return { ruleName, topic: rest.join('/') };
}

/** IoT Core's limit, documented: 128 KB a message. */
export const MAX_MESSAGE_BYTES = 128 * 1024;
