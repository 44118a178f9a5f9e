import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { JsonService } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import { jsonOperation, jsonService } from '../gateway/json-operation';
import type { StackModel } from '../model/stack-model';
import { type BusEvent, createDelivery, type DeliverEvent, type Targets } from './deliver-event';

const ENTRY = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  /** Epoch seconds. */
  Time: z.number().optional(),
  TraceHeader: z.string().optional(),
});
const PUT_EVENTS = z.strictObject({ Entries: z.array(ENTRY).min(1).max(10) });

type Entry = z.infer<typeof ENTRY>;
type EntryResult =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

const MAX_TOTAL_BYTES = 256 * 1024;

/** EventBridge, as far as the stack uses it: PutEvents to its buses and rules. The answer comes when every
 *  target has the events for good. */
export function serveEvents(
  model: Pick<StackModel, 'rules' | 'region' | 'accountId'>,
  targets: Targets,
): JsonService {
  const deliver = createDelivery(model.rules, targets);
  const buses = new Set(model.rules.map((rule) => rule.busName));
  return jsonService('EventBridge', {
    PutEvents: jsonOperation(PUT_EVENTS, async ({ Entries }) => {
      if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_TOTAL_BYTES) {
        throw new AwsError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        );
      }
      const results = await Promise.all(Entries.map((entry) => putEntry(entry, model, buses, deliver)));
      return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results };
    }),
  });
}

async function putEntry(
  entry: Entry,
  model: Pick<StackModel, 'region' | 'accountId'>,
  buses: ReadonlySet<string>,
  deliver: DeliverEvent,
): Promise<EntryResult> {
  const { Source, DetailType, Detail } = entry;
  if (!Source || !DetailType || !Detail) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
  }
  const busName = entry.EventBusName.slice(entry.EventBusName.lastIndexOf('/') + 1);
  if (!buses.has(busName)) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${busName} does not exist.` };
  }
  const detail = parseDetail(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const event: BusEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: model.accountId,
    time: isoSeconds(entry.Time === undefined ? Date.now() : entry.Time * 1000),
    region: model.region,
    resources: entry.Resources,
    detail,
  };
  await deliver(busName, event);
  return { EventId: event.id };
}

/** EventBridge counts the time as 14 bytes, and everything else as it is written. */
function sizeOf({ Source = '', DetailType = '', Detail = '', Resources, Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

/** EventBridge takes an object only. */
function parseDetail(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

const isoSeconds = (epochMs: number) => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
