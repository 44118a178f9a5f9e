import { z } from 'zod';
import { Unsendable } from './senders';

/** Errors: Unsendable for what is no JSON of that form. */
export function parseParked<T>(schema: z.ZodType<T>, json: string): T {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw new Unsendable('It is not JSON.');
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Unsendable(`It is not what lies in this place: ${z.prettifyError(parsed.error)}`);
}
