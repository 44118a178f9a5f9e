import type { SealReport } from '../../../app/ledger/seal-days';
import { type Answer, aCommand } from '../../lib/command';
import { EXIT } from '../../lib/failure';
import { option } from '../../lib/input';
import { createProgress } from '../../lib/progress';
import { renderTable } from '../../lib/render-table';

/** Seals every closed day that is not sealed. Exit 1 if history was changed. */
export const command = aCommand({
  words: 'audit seal',
  summary: 'seal every closed day (UTC); exit 1 if history was changed',
  input: {
    day: option('<YYYY-MM-DD>', 'no further than this day', (zod) =>
      zod.iso.date('must be a UTC day like 2026-11-22').optional(),
    ),
  },
  run: async ({ target, terminal, signal }, { day }) => {
    const { sealTarget }: typeof import('../../audit/seal-target') = require('../../audit/seal-target');
    const at = await target();
    const progress = createProgress(terminal, { label: 'Sealing', unit: 'events', total: undefined });
    const onProgress = (_day: string, events: number) => {
      signal.throwIfAborted();
      progress.advance(events);
    };
    try {
      return toAnswer(await sealTarget(at, { through: day, onProgress }));
    } finally {
      progress.stop();
    }
  },
});

function toAnswer({ sealed, faults, waiting }: SealReport): Answer {
  const rows = sealed.map(({ digest, hash }) => [
    digest.day,
    String(digest.count),
    String(digest.addenda),
    hash,
  ]);
  return {
    json: { sealed: sealed.map(({ digest, hash }) => ({ ...digest, hash })), faults, waiting },
    lines: [
      ...(sealed.length === 0
        ? ['Every closed day is sealed.']
        : renderTable(['sealed (UTC)', 'events', 'of them late', 'SHA-256 of the digest'], rows)),
      ...(waiting > 0 ? [`${waiting} events were missed by the last seals; the next one takes them.`] : []),
      ...faults.map((fault) => `CHANGED: ${fault}`),
    ],
    exitCode: faults.length > 0 ? EXIT.no : EXIT.done,
  };
}
