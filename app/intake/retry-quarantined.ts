import type { EventLog } from '../events/event-log';
import type { Clock } from '../lib/clock';
import { type AppendPorts, appendScans } from './append-scans';
import { ingestMessage, type ReaderRegister } from './ingest-message';
import type { Quarantined } from './quarantine';
import type { QuarantineShelf } from './quarantine-shelf';

export type RetryPorts = {
  readonly shelf: QuarantineShelf;
  readonly log: EventLog;
  readonly readers: ReaderRegister;
  readonly clock: Clock;
};

/** What became of a message that was tried again. `recorded` counts scans that were not there before. */
export type Retried =
  | { readonly kind: 'accepted'; readonly id: string; readonly recorded: number; readonly known: number }
  | { readonly kind: 'still-bad'; readonly id: string; readonly reasons: readonly string[] }
  | { readonly kind: 'gone'; readonly id: string };

/** Takes in a quarantined message again, as it came or with corrected bytes, under its topic and client.
 *  Only when every scan of it is recorded is it taken off the shelf; a failure in between leaves it there,
 *  and trying it again records nothing twice. */
export async function retryQuarantined(
  { shelf, log, readers, clock }: RetryPorts,
  id: string,
  options: { readonly timeZone: string; readonly correctedPayload?: Buffer },
): Promise<Retried> {
  const object = await shelf.read(id);
  if (object === undefined) return { kind: 'gone', id };
  const refusals = collectRefusals();
  const appendPorts: AppendPorts = { log, clock, quarantine: refusals.quarantine };
  let recorded = 0;
  let known = 0;
  const bus = {
    publish: async (batches: Parameters<typeof appendScans>[1]) => {
      const appended = await appendScans(appendPorts, batches);
      recorded += appended.recorded;
      known += appended.known;
    },
  };
  const message = {
    topic: object.topic,
    clientId: object.clientId,
    receivedAt: object.receivedAt,
    payload: options.correctedPayload ?? Buffer.from(object.payload, 'base64'),
  };
  await ingestMessage({ quarantine: refusals.quarantine, bus, readers }, message, options.timeZone);
  if (refusals.reasons.length > 0) return { kind: 'still-bad', id, reasons: refusals.reasons };
  await shelf.remove(id);
  return { kind: 'accepted', id, recorded, known };
}

/** The message lies in quarantine already; what is held against it now is only told. */
function collectRefusals() {
  const reasons: string[] = [];
  const quarantine = {
    put: async (_key: string, { faults }: Quarantined) => {
      reasons.push(
        ...faults.flatMap(({ place, reasons: all }) => all.map((reason) => `${place}: ${reason}`)),
      );
      return 'already-there' as const;
    },
  };
  return { reasons, quarantine };
}
