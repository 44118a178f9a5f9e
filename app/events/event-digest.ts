import { createHash, hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { LibraryEvent } from '../../domain/events';

/** Hex SHA-256 over the canonical JSON (RFC 8785) of the event as it is stored, without its digest and
 *  index keys. The same event gives the same digest on any machine. */
export function eventDigest(event: LibraryEvent): string {
  return sha256(canonicalJson(envelopeOf(event)));
}

/** The fields that make an event, and no others. */
export function envelopeOf(event: LibraryEvent) {
  const { streamId, eventId, type, schemaVersion, effectiveAt, occurredAt, recordedAt } = event;
  const { clockSuspect, source, data } = event;
  return {
    streamId,
    eventId,
    type,
    schemaVersion,
    effectiveAt,
    occurredAt,
    recordedAt,
    clockSuspect,
    source,
    data,
  };
}

/** RFC 8785. Errors: throws for what JSON has no form for: undefined, NaN, infinities. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`No JSON form for ${typeof value}.`);
  return text;
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return hash('sha256', only);
  const hashing = createHash('sha256');
  for (const part of parts) hashing.update(part);
  return hashing.digest('hex');
}
