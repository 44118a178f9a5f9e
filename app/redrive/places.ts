import { z } from 'zod';
import type { FunctionName } from '../../contract/functions';
import { DEAD_LETTER_PLACES, type DeadLetterPlace } from '../../contract/names';
import type { Letter } from './letters';
import { resendStreamRecords } from './resend-stream-records';
import type { Senders } from './senders';
import { understood } from './understood';

/** Places in the quarantine bucket, as the status names them. */
export const PARKED_PLACES = ['topicRuleErrors', 'streamFailures'] as const;
export type ParkedPlace = (typeof PARKED_PLACES)[number];
export type RedrivePlace = DeadLetterPlace | ParkedPlace;

/** Every place that can be sent again, what comes first in the way of a scan first. */
export const REDRIVE_PLACES: readonly RedrivePlace[] = [
  'topicRuleErrors',
  ...(['ingest-scans', 'scans-rule', 'append-events'] as const),
  'streamFailures',
  ...DEAD_LETTER_PLACES.filter((place) => !/^(ingest-scans|scans-rule|append-events)$/.test(place)),
];

export type Place = {
  /** What lies there and why, for a person. */
  readonly holds: string;
  /** What sending it again does. */
  readonly does: string;
  /** Errors: Unsendable for what was refused or cannot be understood. */
  readonly resend: (letter: Letter, senders: Senders) => Promise<void>;
};

/** What lies in each place, and how it is sent again. All of it may be sent twice: nothing is recorded or counted
 *  twice for it. */
export const PLACES: Readonly<Record<RedrivePlace, Place>> = {
  topicRuleErrors: {
    holds: 'MQTT messages that did not reach ingest-scans',
    does: 'invokes ingest-scans',
    resend: async ({ body, parkedAt }, { invokeLater }) =>
      invokeLater('ingest-scans', JSON.stringify(ruleEvent(body, parkedAt))),
  },
  'ingest-scans': failedInvocations('ingest-scans', 'MQTT messages that ingest-scans failed on'),
  'scans-rule': {
    holds: 'bus events that did not reach the queue of scans',
    // Not PutEvents: that would give it to every other rule of the bus, which has had it, a second time.
    does: 'puts them into the queue of scans',
    resend: ({ body }, { queueScans }) => queueScans(body),
  },
  'append-events': {
    holds: 'bus events that append-events failed on',
    does: 'puts them into the queue of scans',
    resend: ({ body }, { queueScans }) => queueScans(body),
  },
  streamFailures: {
    holds: 'stored events that a projection failed on',
    does: 'has their tags folded again from Events',
    resend: resendStreamRecords,
  },
  'export-snapshots': failedInvocations('export-snapshots', 'runs of the daily export that failed'),
  'export-schedule': failedSchedules('export-snapshots'),
  'seal-day': failedInvocations('seal-day', 'nightly seals that failed'),
  'seal-schedule': failedSchedules('seal-day'),
  'verify-history': failedInvocations('verify-history', 'nightly verifications that failed'),
  'verify-schedule': failedSchedules('verify-history'),
};

const failureRecord = z.object({ requestPayload: z.json() });

/** Lambda's record of an asynchronous invocation that it gave up keeps the event whole. */
function failedInvocations(name: FunctionName, holds: string): Place {
  return {
    holds,
    does: `invokes ${name}`,
    resend: async ({ body }, { invokeLater }) =>
      invokeLater(name, JSON.stringify(understood(failureRecord, body).requestPayload)),
  };
}

/** Scheduler's dead letter is the target's input itself. */
function failedSchedules(name: FunctionName): Place {
  return {
    holds: `scheduled runs that did not reach ${name}`,
    does: `invokes ${name}`,
    resend: async ({ body }, { invokeLater }) =>
      invokeLater(name, JSON.stringify(understood(z.json(), body))),
  };
}

/** What a topic rule's error action keeps of a message. Source: IoT developer guide, "Error handling". */
const ruleError = z.object({
  topic: z.string(),
  clientId: z.string().optional(),
  base64OriginalPayload: z.base64(),
});

/** The event that the rule would have sent; when the message came is not kept, but its error is no older. */
function ruleEvent(body: string, parkedAt: string) {
  const { topic, clientId, base64OriginalPayload } = understood(ruleError, body);
  return { payload: base64OriginalPayload, topic, clientId, receivedAt: Date.parse(parkedAt) };
}
