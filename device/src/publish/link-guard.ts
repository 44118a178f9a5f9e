/** Timeouts that one connection may have: each keeps a slot of the SDK's flow control. */
const MAX_TIMEOUTS = 3;

export type LinkGuard = {
  opened(nowMs: number): void;
  sent(nowMs: number): void;
  answered(nowMs: number): void;
  /** By the SDK's clock or ours. */
  timedOut(): void;
  /** Why this connection should be given up, or undefined while it is good. */
  verdict(nowMs: number): string | undefined;
};

/** Finds a connection that is open and carries nothing. */
export function linkGuard(ackTimeoutMs: number): LinkGuard {
  let open = 0;
  let timeouts = 0;
  let silentSinceMs = 0;
  return {
    opened: (nowMs) => {
      open = 0;
      timeouts = 0;
      silentSinceMs = nowMs;
    },
    sent: (nowMs) => {
      if (open === 0) silentSinceMs = nowMs;
      open += 1;
    },
    answered: (nowMs) => {
      open = Math.max(0, open - 1);
      silentSinceMs = nowMs;
    },
    // Still open: an answer to it, or to what is sent next, is what we wait for.
    timedOut: () => {
      timeouts += 1;
    },
    verdict: (nowMs) => {
      if (timeouts >= MAX_TIMEOUTS) return `${timeouts} messages were not answered in time`;
      if (open > 0 && nowMs - silentSinceMs >= 2 * ackTimeoutMs) {
        return `no answer for ${Math.round((nowMs - silentSinceMs) / 1000)} s`;
      }
      return undefined;
    },
  };
}
