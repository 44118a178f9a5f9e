import { z } from 'zod';
import { DEAD_LETTERS, type DeadLetterPlace } from '../../contract/dead-letters';
import { FUNCTIONS, type FunctionName } from '../../contract/functions';
import { recordOf } from '../../contract/records';
import type { ParkedMessage } from './parked-messages';
import { parseParked } from './parse-parked';
import { resendStreamRecords } from './resend-stream-records';
import type { Senders } from './senders';

/** Places in the quarantine bucket, as the status names them. */
export const PARKED_PLACES = ['topicRuleErrors', 'streamFailures'] as const;
export type ParkedPlace = (typeof PARKED_PLACES)[number];
export type RedrivePlace = DeadLetterPlace | ParkedPlace;

/** Lambda's record of an asynchronous invocation that it gave up keeps the event whole. */
const failureRecord = z.object({ requestPayload: z.json() });

/** What a topic rule's error action keeps of a message. Source: IoT developer guide, "Error handling". */
const ruleError = z.object({
  topic: z.string(),
  clientId: z.string().optional(),
  base64OriginalPayload: z.base64(),
});

type DeadLetters = (typeof DEAD_LETTERS)[number];
const isScheduled = ({ function: name }: DeadLetters) => FUNCTIONS[name].invokedBy.kind === 'schedule';
const placeOf = ({ place }: DeadLetters) => place;

/** Every place that can be sent again, what comes first in the way of a scan first. */
export const REDRIVE_PLACES: readonly RedrivePlace[] = [
  'topicRuleErrors',
  ...DEAD_LETTERS.filter((one) => !isScheduled(one)).map(placeOf),
  'streamFailures',
  ...DEAD_LETTERS.filter(isScheduled).map(placeOf),
];

export type Redrive = {
  /** What lies there and why, for a person. */
  readonly holds: string;
  /** What sending it again does. */
  readonly does: string;
  /** Errors: Unsendable for what was refused or cannot be parsed. */
  readonly resend: (message: ParkedMessage, senders: Senders) => Promise<void>;
};

/** What lies in each place, and how it is sent again. All of it may be sent twice: nothing is recorded or counted
 *  twice for it. */
export const REDRIVES: Readonly<Record<RedrivePlace, Redrive>> = {
  topicRuleErrors: {
    holds: 'MQTT messages that did not reach ingest-scans',
    does: 'invokes ingest-scans',
    resend: async ({ body, parkedAt }, { invokeLater }) =>
      invokeLater('ingest-scans', JSON.stringify(ruleEvent(body, parkedAt))),
  },
  streamFailures: {
    holds: 'stored events that a projection failed on',
    does: 'has their tags folded again from Events',
    resend: resendStreamRecords,
  },
  ...recordOf(DEAD_LETTERS.map((one) => [one.place, redriveOf(one)])),
};

function redriveOf({ holds, function: name, parked }: DeadLetters): Redrive {
  switch (holds) {
    case 'bus event':
      return {
        holds: parked,
        // Not PutEvents: that would give it to every other rule of the bus, which has had it, a second time.
        does: 'puts them into the queue of scans',
        resend: ({ body }, { queueScans }) => queueScans(body),
      };
    case 'failed invocation':
      return invocation(name, parked, (body) => parseParked(failureRecord, body).requestPayload);
    case 'input of a schedule':
      return invocation(name, parked, (body) => parseParked(z.json(), body));
  }
}

function invocation(name: FunctionName, holds: string, eventIn: (body: string) => unknown): Redrive {
  return {
    holds,
    does: `invokes ${name}`,
    resend: async ({ body }, { invokeLater }) => invokeLater(name, JSON.stringify(eventIn(body))),
  };
}

/** The event that the rule would have sent; when the message came is not kept, but its error is no older. */
function ruleEvent(body: string, parkedAt: string) {
  const { topic, clientId, base64OriginalPayload } = parseParked(ruleError, body);
  return { payload: base64OriginalPayload, topic, clientId, receivedAt: Date.parse(parkedAt) };
}
