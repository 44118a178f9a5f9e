import { z } from 'zod';

const response = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

export type BatchVerdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly ids: ReadonlySet<string> }
  /** Counts as a failure of the whole batch. */
  | { readonly kind: 'unusable' };

/** Reads a function's partial batch response. Null, nothing and an empty list are success; an identifier that
 *  is empty, null or not of the batch, or a wrong key name, fails the whole batch.
 *  Source: Lambda developer guide, "Success and failure conditions" of partial batch responses. */
export function batchVerdict(payload: string, ids: readonly string[]): BatchVerdict {
  const value: unknown = payload === '' ? null : JSON.parse(payload);
  if (value === null || typeof value !== 'object') return { kind: 'done' };
  const parsed = response.safeParse(value);
  if (!parsed.success) return { kind: 'unusable' };
  const failed = new Set((parsed.data.batchItemFailures ?? []).map((item) => item.itemIdentifier));
  if (failed.size === 0) return { kind: 'done' };
  const known = new Set(ids);
  return [...failed].every((id) => known.has(id)) ? { kind: 'failed', ids: failed } : { kind: 'unusable' };
}
