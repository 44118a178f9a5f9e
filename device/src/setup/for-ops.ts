import type { SetUp } from './set-up-reader';

/** What a person does next, and what ops need, in plain words. */
export function forOps(done: SetUp): string {
  const { readerId, requestFile, requestSha256, updateKeysFile } = done;
  return `The key of ${readerId} is in ${done.keyFile}. It never leaves this machine: copy it nowhere.

Give to the people who run Shelflog:
  ${requestFile}
  SHA-256 of it: ${requestSha256}
They put it into readers/${readerId}.csr.pem, name "${readerId}" among the readers of their stage in stages.json,
and apply it (docs/operations.md, "Add a reader"). They give back:
  the certificate, to be ${readerId}.cert.pem beside the key
  the endpoint (iot:Data-ATS) and AmazonRootCA1.pem
  the stage's topic rule, if scans are to go by Basic Ingest

${pinnedText(updateKeysFile)}

Then write the config (paths are relative to it):
${JSON.stringify(configOf(done), null, 2)}
and ask: shelflog-reader doctor --config FILE`;
}

const pinnedText = (file: string | undefined): string =>
  file === undefined
    ? 'No update keys are pinned: this reader takes no updates from afar. To change that, give --update-keys FILE.'
    : `The two keys that may sign updates are pinned in ${file}.`;

const configOf = ({ readerId, updateKeysFile }: SetUp) => ({
  readerId,
  mode: 'toggle',
  endpoint: 'ENDPOINT',
  port: 8883,
  ca: 'AmazonRootCA1.pem',
  cert: `${readerId}.cert.pem`,
  key: `${readerId}.key.pem`,
  spoolDir: '/var/lib/shelflog-reader/spool',
  chip: { kind: 'mfrc522', device: '/dev/spidev0.0' },
  ...(updateKeysFile !== undefined && {
    update: { dir: '/var/lib/shelflog-reader/versions', keys: `${readerId}.update-keys.pem` },
  }),
});
