import { z } from 'zod';
import { invokedBy } from '../../contract/functions';
import type { ParkedMessage } from './parked-messages';
import { parseParked } from './parse-parked';
import { type Senders, Unsendable } from './senders';

/** What Lambda puts into the bucket when it gives up records of a stream: only there `payload` has the records.
 *  Source: Lambda developer guide, "Retain discarded records for a DynamoDB event source". */
const parkedRecords = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  payload: z.string(),
});
const response = z.object({ batchItemFailures: z.array(z.unknown()).nullish() }).nullish();

/** Gives the kept records to the projector that failed on them and waits for its word that each is done: it
 *  folds their tags from Events, whatever came after them.
 *  Errors: Unsendable if the projector fails again or leaves a record undone. */
export async function resendStreamRecords({ body }: ParkedMessage, { invokeNow }: Senders): Promise<void> {
  const { requestContext, payload } = parseParked(parkedRecords, body);
  const projector = invokedBy('stream').find((name) =>
    requestContext.functionArn.replace(/:\$LATEST$/, '').endsWith(`-${name}`),
  );
  if (projector === undefined) {
    throw new Unsendable(`No projector has the name ${requestContext.functionArn}.`);
  }
  const answer = await invokeNow(projector, payload);
  if (answer.kind === 'failed') throw new Unsendable(`${projector} failed again: ${answer.message}`);
  const { batchItemFailures } = parseParked(response, answer.payload || 'null') ?? {};
  if (batchItemFailures?.length) {
    throw new Unsendable(`${projector} could do only what lies before ${JSON.stringify(batchItemFailures)}.`);
  }
}
