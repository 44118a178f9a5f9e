import type { Generation, GenerationStore } from '../history/generations';

/** The right to rebuild, until an instant. Whoever holds it is known by a token nobody else has. */
export type Lease = { readonly token: string; readonly expiresAt: string };

/** A generation that nobody writes any more, but whose rows are still there. */
export type RetiredGeneration = { readonly id: string; readonly retiredAt: string };

/** What a rebuild changes in the one row that says which generation is served. Every change is one
 *  conditional write that only the holder of the lease can make: one that lost it can hurt nothing. */
export type GenerationControl = GenerationStore & {
  /** The lease and the id of a generation that never was before; undefined while another holds the lease. */
  acquire(lease: Lease, now: string): Promise<string | undefined>;
  /** Moves the end of one's own lease, also after it has passed. False if another has taken it since. */
  renew(lease: Lease): Promise<boolean>;
  release(token: string): Promise<void>;
  /** From now on projectors write the generation too; one left unfinished earlier is written no more.
   *  Errors: LeaseLostError. */
  name(token: string, generation: Generation, now: string): Promise<void>;
  /** Serves the generation that is being built. The one served till now is written on, to go back to; the
   *  one before that is retired. Errors: LeaseLostError. */
  switchTo(token: string, generationId: string, now: string): Promise<void>;
  /** Serves the previous generation again, and keeps the present one to go back to. Undefined if there is
   *  none. Errors: LeaseLostError while a rebuild runs. */
  rollBack(now: string): Promise<Generation | undefined>;
  /** Retires the generation that one could go back to. Errors: LeaseLostError. */
  dropPrevious(token: string, now: string): Promise<void>;
  retired(): Promise<readonly RetiredGeneration[]>;
  /** Its rows are gone. Errors: LeaseLostError. */
  forget(token: string, generationId: string): Promise<void>;
};

/** Another rebuild has taken over, or the row was changed between reading and writing it. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  constructor() {
    super('Another rebuild has the lease now; this one has stopped and changed nothing that is served.');
  }
}
