import { aCommand } from '../../lib/command';
import { renderTable } from '../../lib/render-table';
import { localStackOf } from '../../reader/local-stack-of';

/** Every certificate that was made for a reader. */
export const command = aCommand({
  words: 'reader list',
  summary: 'list readers that have a certificate',
  input: {},
  run: async (context) => {
    const {
      localCertificates,
    }: typeof import('../../../stack/local-certificates') = require('../../../stack/local-certificates');
    const items = await localCertificates(await localStackOf(context));
    const rows = items.map(({ readerId, issuedAt, revoked, fingerprint }) => [
      readerId,
      revoked ? 'revoked' : 'good',
      issuedAt,
      fingerprint.slice(0, 16),
    ]);
    return {
      json: { items },
      lines: items.length === 0 ? ['No reader has a certificate.'] : renderTable(HEADER, rows),
    };
  },
});

const HEADER = ['reader', 'certificate', 'made', 'fingerprint'];
