/** A little more than a second: what is sent evenly may arrive bunched. */
const SPAN_MS = 1_050;
/** IoT Core's limits of a connection. */
const MAX_PUBLISHES = 100;
const MAX_BYTES = 512_000;

export type RateLimit = {
  /** How long a packet of this size has to wait; 0 when it may go now. */
  delay(bytes: number, nowMs: number): number;
  sent(bytes: number, nowMs: number): void;
};

/** Keeps every span of a second under 100 publishes and 512 KB, counted over what was sent. */
export function rateLimit(): RateLimit {
  let recent: { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    delay: (bytes, nowMs) => {
      recent = recent.filter(({ atMs }) => nowMs - atMs < SPAN_MS);
      let count = recent.length + 1;
      let sum = bytes + recent.reduce((total, packet) => total + packet.bytes, 0);
      let wait = 0;
      for (const packet of recent) {
        if (count <= MAX_PUBLISHES && sum <= MAX_BYTES) break;
        count -= 1;
        sum -= packet.bytes;
        wait = packet.atMs + SPAN_MS - nowMs;
      }
      return wait;
    },
    sent: (bytes, nowMs) => {
      recent.push({ atMs: nowMs, bytes });
    },
  };
}
