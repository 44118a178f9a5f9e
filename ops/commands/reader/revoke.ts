import { aCommand } from '../../lib/command';
import { EXIT } from '../../lib/failure';
import { argument } from '../../lib/input';
import { localStackOf } from '../../reader/local-stack-of';

/** Refuses a reader's certificate from now on. Exit 1 if it has none. */
export const command = aCommand({
  words: 'reader revoke',
  summary: "revoke a reader's certificate",
  input: { id: argument() },
  run: async (context, { id: readerId }) => {
    const {
      revokeLocalCertificate,
    }: typeof import('../../../stack/local-certificates') = require('../../../stack/local-certificates');
    const revoked = await revokeLocalCertificate(await localStackOf(context), readerId);
    return revoked
      ? { json: { readerId, revoked }, lines: [`The certificate of ${readerId} is refused from now on.`] }
      : { json: { readerId, revoked }, lines: [`${readerId} has no certificate.`], exitCode: EXIT.no };
  },
});
