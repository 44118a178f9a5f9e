import type { GivenTime } from '../../../app/import/import-times';
import { readTime } from '../../../app/import/read-time';
import type { Zone } from '../../../app/lib/zone-rules';

/** The moment or day that a text gives, or undefined where it gives none. */
export function givenTime(text: string, zone: Zone): GivenTime | undefined {
  const read = readTime(text, zone);
  return read.kind === 'time' ? read.given : undefined;
}
