import type { Fault } from '../config/fault';

export type Troubles = {
  /** What is wrong now. Said once; again only when its words change. */
  raise(fault: Fault): void;
  clear(code: string): void;
  codes(): readonly string[];
};

/** What is wrong with the reader at the moment, by code. `changed` is called when a trouble comes or goes. */
export function openTroubles(log: (text: string) => void, changed: () => void): Troubles {
  const now = new Map<string, string>();
  return {
    raise: ({ code, message }) => {
      const before = now.get(code);
      if (before === message) return;
      now.set(code, message);
      log(`${code}: ${message}`);
      if (before === undefined) changed();
    },
    clear: (code) => {
      if (!now.delete(code)) return;
      log(`${code}: over`);
      changed();
    },
    codes: () => [...now.keys()].sort(),
  };
}
