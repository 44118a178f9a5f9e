import type { Ledger } from '../../app/ledger/ledger';

const KEYS_A_LISTING = 1_000;

/** The ledger, and how many requests of S3 reading it has taken so far. */
export function countedLedger({
  days,
  digest,
  readBytes,
  readFile,
}: Ledger): Ledger & { requests(): number } {
  let requests = 0;
  const counted =
    <Asked, Answer>(ask: (asked: Asked) => Promise<Answer>) =>
    (asked: Asked) => {
      requests += 1;
      return ask(asked);
    };
  return {
    requests: () => requests,
    async days() {
      const all = await days();
      requests += Math.max(1, Math.ceil(all.length / KEYS_A_LISTING));
      return all;
    },
    digest: counted(digest),
    readBytes: counted(readBytes),
    readFile: counted(readFile),
  };
}
