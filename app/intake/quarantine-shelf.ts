import type { Quarantined } from './quarantine';

/** Quarantined messages as a person sees them. An id is the object's name without prefix and ending. */
export type QuarantineShelf = {
  /** All whose id begins so, in no useful order. */
  list(idPrefix?: string): AsyncIterable<{ readonly id: string; readonly storedAt: string }>;
  /** Undefined where it is gone. Errors: throws for an object that is no quarantined message. */
  read(id: string): Promise<Quarantined | undefined>;
  remove(id: string): Promise<void>;
};
