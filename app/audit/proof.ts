import { z } from 'zod';
import { canonicalJson, sha256 } from '../events/event-digest';
import { eventSchema } from '../events/event-schema';
import { type DayDigest, dayDigestSchema } from '../ledger/ledger';
import { rootOfInclusion } from '../ledger/merkle';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Kept as it came: what the schema of events does not know counts for the digest too. */
const anObject = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const proofSchema = z.strictObject({
  v: z.literal(1),
  event: anObject,
  /** The event's place in the tree of the day that the first digest seals. */
  index: z.int().min(0),
  path: z.array(hash),
  /** The digest of the day, and those of all days after it that were sealed when this was written. */
  digests: z.array(dayDigestSchema).min(1),
});
/** That an event was in a sealed day. It says nothing by itself: one of its digests must be known from
 *  elsewhere. */
export type Proof = z.infer<typeof proofSchema>;

export type Verdict =
  | { readonly holds: false; readonly why: string }
  | {
      readonly holds: true;
      readonly event: { readonly streamId: string; readonly eventId: string; readonly recordedAt: string };
      readonly sealed: { readonly day: string; readonly hash: string };
      /** The last digest of the proof, which vouches for those before it. */
      readonly head: { readonly day: string; readonly hash: string };
      /** The digest by which it was trusted, if one was given. */
      readonly trusted?: { readonly day: string; readonly hash: string };
    };

/** Whether a proof holds, with no access to anything but what is given. `trustedHash` is the SHA-256 of a digest
 *  known from elsewhere; without it the verdict is only as good as the reader's comparison of the hash. */
export function checkProof(value: unknown, trustedHash?: string): Verdict {
  const parsed = proofSchema.safeParse(value);
  if (!parsed.success) return no(`It is no proof: ${z.prettifyError(parsed.error)}`);
  const { event, index, path, digests } = parsed.data;
  const [sealing] = digests;
  const known = eventSchema.safeParse(event);
  if (sealing === undefined || !known.success) return no('What it is about is no event.');
  const root = rootOfInclusion({
    leaf: Buffer.from(sha256(canonicalJson(event)), 'hex'),
    index,
    size: sealing.count,
    path: path.map((step) => Buffer.from(step, 'hex')),
  });
  if (root?.toString('hex') !== sealing.root) {
    return no(
      `The event, as it stands here, is not at place ${index} of what was sealed for ${sealing.day}.`,
    );
  }
  const chain = digests.map((digest) => ({ day: digest.day, hash: sha256(canonicalJson(digest)) }));
  const gap = digests.findIndex((digest, i) => i > 0 && digest.prev !== chain[i - 1]?.hash);
  if (gap > 0)
    return no(`The digest of ${digests[gap]?.day} does not follow that of ${digests[gap - 1]?.day}.`);
  const trusted = chain.find((link) => link.hash === trustedHash);
  if (trustedHash !== undefined && trusted === undefined) {
    return no(`None of its digests is the trusted one, ${trustedHash}.`);
  }
  const { streamId, eventId, recordedAt } = known.data;
  const first = chain[0] ?? { day: sealing.day, hash: '' };
  return {
    holds: true,
    event: { streamId, eventId, recordedAt },
    sealed: first,
    head: chain.at(-1) ?? first,
    ...(trusted && { trusted }),
  };
}

/** The hash that a text stands for as a trusted digest: a SHA-256 in hex, a stored digest or JSON of one. */
export function trustedHashOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return trimmed.toLowerCase();
  try {
    const digest: DayDigest = dayDigestSchema.parse(JSON.parse(trimmed));
    return sha256(canonicalJson(digest));
  } catch {
    return undefined;
  }
}

const no = (why: string): Verdict => ({ holds: false, why });
