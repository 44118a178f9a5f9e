/** More than a second: what is sent evenly may arrive bunched. */
const SPAN_MS = 1_250;
/** IoT Core's limits of a connection. */
const MAX_PUBLISHES = 100;
const MAX_BYTES = 512_000;
/** From this size on, packets go evenly instead of all that a second allows at once. */
const LARGE_BYTES = 16 * 1024;

export type RateLimit = {
  /** How long a packet of this size has to wait; 0 when it may go now. */
  delay(bytes: number, nowMs: number): number;
  sent(bytes: number, nowMs: number): void;
};

type Packet = { readonly atMs: number; readonly bytes: number };

/** Keeps every span of a second under 100 publishes and 512 KB, counted over what was sent. */
export function rateLimit(): RateLimit {
  let recent: Packet[] = [];
  return {
    delay: (bytes, nowMs) => {
      recent = recent.filter(({ atMs }) => nowMs - atMs < SPAN_MS);
      let count = recent.length + 1;
      let sum = bytes + recent.reduce((total, packet) => total + packet.bytes, 0);
      let wait = evenly(recent.at(-1), nowMs);
      for (const packet of recent) {
        if (count <= MAX_PUBLISHES && sum <= MAX_BYTES) break;
        count -= 1;
        sum -= packet.bytes;
        wait = Math.max(wait, packet.atMs + SPAN_MS - nowMs);
      }
      return wait;
    },
    sent: (bytes, nowMs) => {
      recent.push({ atMs: nowMs, bytes });
    },
  };
}

function evenly(before: Packet | undefined, nowMs: number): number {
  if (before === undefined || before.bytes < LARGE_BYTES) return 0;
  return Math.max(0, before.atMs + (before.bytes * SPAN_MS) / MAX_BYTES - nowMs);
}
