import type { Mutation } from './mutation';

const ANY_COURSE = 'test/simulator/exactness';
const INGEST = 'test/simulator/fuzz';
const EVENTS = 'adapters/dynamodb/events/events-table.ts';

/** Ways to get wrong what becomes an event, and how events are written and read. */
export const EVENT_MUTATIONS: readonly Mutation[] = [
  {
    name: 'read the events of a tag eventually consistent',
    file: EVENTS,
    edits: [
      [
        "ExpressionAttributeValues: marshall({ ':streamId': streamId }),\n        ConsistentRead: true,",
        "ExpressionAttributeValues: marshall({ ':streamId': streamId }),",
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'read only the first page of the events',
    file: 'adapters/dynamodb/requests/query-rows.ts',
    edits: [
      [
        'for (const item of Items) yield unmarshall(item);',
        'for (const item of Items) yield unmarshall(item);\n    break;',
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'ignore an insert that was not processed',
    file: EVENTS,
    edits: [
      [
        "if (fate === 'again') throttled.push(event);",
        "if (fate === 'again') answers.set(event, 'inserted');",
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'one key twice in a batch',
    file: EVENTS,
    edits: [['if (seen.has(key)) return [];', '']],
    tests: 'test/contract/stores',
  },
  {
    name: 'report no message of the queue as failed',
    file: 'app/intake/append-messages.ts',
    edits: [
      [
        "if ('error' in alone) failed.push({ id, error: alone.error });\n    else sum",
        "if (!('error' in alone)) sum",
      ],
    ],
    tests: 'test/app/intake/append-messages',
  },
  {
    name: 'take other content under a known scan id for the same',
    file: 'app/intake/append-scans.ts',
    edits: [
      [
        "if (stored.type === 'TagScanned' && isSameScan(stored, event)) return undefined;",
        "if (stored.type === 'TagScanned' || isSameScan(stored, event)) return undefined;",
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'drop the bad scans of a batch',
    file: 'app/intake/ingest-message.ts',
    edits: [['faults.length > 0 ? await', 'faults.length > 0 && scans.length === 0 ? await']],
    tests: INGEST,
  },
  {
    name: 'name what is quarantined by the time it came',
    file: 'app/intake/quarantine.ts',
    edits: [
      [
        'const key = quarantineKey(message);',
        'const key = quarantineKey({ ...message, topic: receivedAt });',
      ],
    ],
    tests: INGEST,
  },
];
