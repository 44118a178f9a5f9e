import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { ScanBus } from '../../app/intake/ingest-message';
import { waitInTime } from '../../app/lib/working-time';
import { BUS } from '../../contract/bus';

/** PutEvents takes 10 entries of 256 KB together; what an entry has besides its detail is small. */
const MAX_ENTRIES = 10;
const MAX_REQUEST_BYTES = 250 * 1024;
const MAX_ATTEMPTS = 5;

/** Waits before trying the n-th time again: full jitter, at most 2 s. */
type Pause = (attempt: number) => Promise<unknown>;
const withJitter: Pause = (attempt) => waitInTime(Math.random() * Math.min(2_000, 50 * 2 ** attempt));

/** The bus as EventBridge has it. A refused entry is sent again alone; what was taken is not. */
export function scanBus(client: EventBridgeClient, busName: string, pause: Pause = withJitter): ScanBus {
  return {
    async publish(batches) {
      const entries = batches.map((batch) => ({
        EventBusName: busName,
        Source: BUS.source,
        DetailType: BUS.scansReceived,
        Detail: JSON.stringify(batch),
      }));
      for (const request of requests(entries)) await putAll(client, request, pause);
    },
  };
}

function requests(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const all: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    const last = all.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + size <= MAX_REQUEST_BYTES) {
      last.push(entry);
      bytes += size;
    } else {
      all.push([entry]);
      bytes = size;
    }
  }
  return all;
}

async function putAll(client: EventBridgeClient, entries: PutEventsRequestEntry[], pause: Pause) {
  let waiting = entries;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await client.send(new PutEventsCommand({ Entries: waiting }));
    const results = answer.Entries ?? [];
    // An entry is on the bus only where it was given an id.
    const refused = waiting.filter((_, i) => !results[i]?.EventId);
    if (refused.length === 0) return;
    if (attempt === MAX_ATTEMPTS) {
      const why = results.flatMap(({ ErrorCode, ErrorMessage }) =>
        ErrorCode ? `${ErrorCode}: ${ErrorMessage}` : [],
      );
      throw new Error(`EventBridge refused ${refused.length} events: ${[...new Set(why)].join('; ')}`);
    }
    waiting = refused;
    await pause(attempt);
  }
}
