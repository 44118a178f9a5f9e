import { eventItems } from '../../adapters/dynamodb/events/event-items';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { fromItem } from '../../app/events/event-codec';
import type { LibraryEvent } from '../../domain/events';

type Stack = {
  readonly endpoint: string;
  readonly region: string;
  readonly tables: Readonly<Record<string, string>>;
};

/** Every event in the table of a running stack, as someone from outside reads it. */
export async function storedEvents({ endpoint, region, tables }: Stack): Promise<LibraryEvent[]> {
  const credentials = { accessKeyId: 'visitor', secretAccessKey: 'visitor' };
  const client = createDynamoDbClient({ endpoint, region, credentials });
  const events: LibraryEvent[] = [];
  try {
    for await (const item of eventItems(client, tables['events'] ?? '').all()) events.push(fromItem(item));
    return events;
  } finally {
    client.destroy();
  }
}
