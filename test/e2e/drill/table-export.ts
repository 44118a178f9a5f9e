import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import { toItem } from '../../../app/events/event-codec';
import type { LibraryEvent } from '../../../domain/events';

/** Writes events as DynamoDB writes a full export of the Events table to S3. */
export function writeExport(folder: string, events: readonly LibraryEvent[]): void {
  const data = join(folder, 'AWSDynamoDB', '01779000000000-00000000', 'data');
  mkdirSync(data, { recursive: true });
  const lines = events.map((event) =>
    JSON.stringify({ Item: marshall(toItem(event), { removeUndefinedValues: true }) }),
  );
  writeFileSync(join(data, 'drill.json.gz'), gzipSync(`${lines.join('\n')}\n`));
}
