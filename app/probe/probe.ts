/** How a call that must be refused was answered. */
export type ProbeAnswer =
  | { readonly kind: 'refused'; readonly message: string }
  /** Permissions let it through; what it met then does not matter. */
  | { readonly kind: 'allowed'; readonly met: string };

/** One call that no permission may allow. It is made so that it changes nothing even where it is allowed: it names
 *  what does not exist, or asks for a condition that cannot hold. */
export type ForbiddenCall = {
  readonly call: string;
  /** What it would do. */
  readonly would: string;
  /** Errors: rejects if nobody answered. */
  attempt(): Promise<ProbeAnswer>;
};

export type Probed = Omit<ForbiddenCall, 'attempt'> & { readonly answer: ProbeAnswer };

/** Makes each call, one after the other, and tells how it was answered. */
export async function probe(calls: readonly ForbiddenCall[], signal?: AbortSignal): Promise<Probed[]> {
  const probed: Probed[] = [];
  for (const { call, would, attempt } of calls) {
    signal?.throwIfAborted();
    probed.push({ call, would, answer: await attempt() });
  }
  return probed;
}
