import type { Clock } from '../lib/clock';
import { type GenerationControl, LeaseLostError } from './generation-control';

/** A process that is gone keeps others from rebuilding for so long. */
const LEASE_MS = 60_000;
const RENEW_EVERY_MS = 15_000;

export type KeptLease = {
  /** Fires when another has taken the lease, or when it ran out because it could not be renewed. */
  readonly lost: AbortSignal;
  stop(): void;
};

export const leaseUntil = (now: string) => new Date(Date.parse(now) + LEASE_MS).toISOString();

/** Renews a lease that is held until it is stopped or lost. */
export function keepLease(control: GenerationControl, token: string, clock: Clock): KeptLease {
  const controller = new AbortController();
  let expiresAt = leaseUntil(clock());
  const renew = async () => {
    const next = leaseUntil(clock());
    try {
      if (await control.renew({ token, expiresAt: next })) expiresAt = next;
      else controller.abort(new LeaseLostError());
    } catch (fault) {
      // A fault may pass; the lease then still stands, and is ours until it runs out.
      if (clock() > expiresAt) controller.abort(fault);
    }
  };
  const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
  return { lost: controller.signal, stop: () => clearInterval(timer) };
}
