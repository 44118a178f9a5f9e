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

/** The same topic by Basic Ingest: the message goes to that one rule and to no subscriber, and costs no
 *  messaging. */
export const basicIngestTopic = (ruleName: string, topic: string) => `$aws/rules/${ruleName}/${topic}`;

/** IoT Core's limit, documented: 128 KB a message. */
export const MAX_MESSAGE_BYTES = 128 * 1024;
