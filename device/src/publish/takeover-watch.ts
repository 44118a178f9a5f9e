const SOON_MS = 5_000;
const SPAN_MS = 60_000;
const CLOSES = 3;

export type TakeoverWatch = {
  opened(nowMs: number): void;
  closed(nowMs: number): void;
  /** Whether another client with this id keeps throwing this one off. */
  suspects(nowMs: number): boolean;
};

/** Knows two readers of one id by their pattern: mosquitto 2.0 closes the older connection without a word. */
export function takeoverWatch(): TakeoverWatch {
  let openedAtMs = Number.NEGATIVE_INFINITY;
  let closes: number[] = [];
  const recent = (nowMs: number) => closes.filter((atMs) => nowMs - atMs < SPAN_MS);
  return {
    opened: (nowMs) => {
      openedAtMs = nowMs;
    },
    closed: (nowMs) => {
      if (nowMs - openedAtMs <= SOON_MS) closes = [...recent(nowMs), nowMs];
    },
    suspects: (nowMs) => recent(nowMs).length >= CLOSES,
  };
}
