/** Where in the ledger what lies. */
export const LEDGER_FOLDERS = { digests: 'digests/', events: 'events/' } as const;

const DIGEST = /^digests\/(\d{4}-\d\d-\d\d)\.json$/;

export const digestName = (day: string) => `${LEDGER_FOLDERS.digests}${day}.json`;

/** The day whose digest has this name, if it is one. */
export const dayOfDigest = (name: string): string | undefined => DIGEST.exec(name)?.[1];

/** A file's name follows from its content, so that a seal that died and is done again leaves no half file. */
export const fileName = (day: string, place: number, sha256: string) =>
  `${LEDGER_FOLDERS.events}${day}/${String(place).padStart(5, '0')}-${sha256.slice(0, 16)}.jsonl.gz`;
