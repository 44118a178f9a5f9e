import type { Probed } from '../../app/probe/probe';
import { aCommand } from '../lib/command';
import { EXIT } from '../lib/failure';
import { renderTable } from '../lib/render-table';

/** Tries every call that must be refused. Exit 1 if any is allowed; nothing is changed even then. */
export const command = aCommand({
  words: 'probe',
  summary: 'try what must be refused, such as changing an event; exit 1 if any of it is allowed',
  input: {},
  run: async ({ target, signal }) => {
    const { probeTarget }: typeof import('../probe/probe-target') = require('../probe/probe-target');
    const probed = await probeTarget(await target(), signal);
    const allowed = probed.filter(({ answer }) => answer.kind === 'allowed');
    return {
      json: {
        tried: probed.length,
        refused: probed.length - allowed.length,
        allowed: allowed.length,
        calls: probed,
      },
      lines: render(probed, allowed.length),
      exitCode: allowed.length > 0 ? EXIT.no : EXIT.done,
    };
  },
});

function render(probed: readonly Probed[], allowedCount: number): string[] {
  const rows = probed.map(({ call, would, answer }) => [
    answer.kind === 'refused' ? 'refused' : 'ALLOWED',
    call,
    answer.kind === 'refused' ? would : `${would} (met ${answer.met})`,
  ]);
  const verdict =
    allowedCount === 0
      ? 'All of it is refused.'
      : `${allowedCount} of ${probed.length} calls are ALLOWED that must not be. Nothing was changed.`;
  return [...renderTable(['', 'call', 'would'], rows), '', verdict];
}
