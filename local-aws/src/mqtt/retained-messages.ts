import type { DurableStore } from '../store/durable-store';
import type { RetainedMessages } from './broker';

const PREFIX = 'mqtt/retained/';

/** The last retained message of every topic, on disk. An empty payload forgets the topic's (MQTT 3.3.1.3). */
export function retainedMessages(store: DurableStore): RetainedMessages {
  return {
    save: (topic, payload) => {
      const key = PREFIX + topic;
      return store.commit([
        payload.length === 0 ? { type: 'del', key } : { type: 'put', key, value: payload.toString('base64') },
      ]);
    },
    all: async () => {
      const messages: { topic: string; payload: Buffer }[] = [];
      for await (const [key, value] of store.entries({ gte: PREFIX, lt: 'mqtt/retained0' })) {
        messages.push({ topic: key.slice(PREFIX.length), payload: Buffer.from(value, 'base64') });
      }
      return messages;
    },
  };
}
