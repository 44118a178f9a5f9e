import { z } from 'zod';
import type { AwsEnvironment } from '../model/aws-environment';
import { type Access, UnknownCall } from './access';

const PUT_EVENTS = z.object({
  Entries: z.array(z.object({ EventBusName: z.string().default('default') })),
});

/** The permissions that a call of EventBridge needs: one on each bus.
 *  Errors: UnknownCall for an operation that is not known. */
export function eventsAccess(
  { operation, body }: { readonly operation: string; readonly body: Buffer },
  { region, accountId }: AwsEnvironment,
): Access[] {
  const input = PUT_EVENTS.safeParse(JSON.parse(body.toString() || '{}'));
  if (operation !== 'PutEvents' || !input.success) {
    throw new UnknownCall(`Nobody can tell which permission EventBridge's ${operation} needs.`);
  }
  const buses = input.data.Entries.map(({ EventBusName }) => EventBusName);
  return buses.map((bus) => ({
    action: 'events:PutEvents',
    resource: bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${accountId}:event-bus/${bus}`,
  }));
}
