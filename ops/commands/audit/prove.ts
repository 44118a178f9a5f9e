import { writeFile } from 'node:fs/promises';
import { parseEventName } from '../../../app/audit/event-name';
import { safeJson } from '../../../app/lib/safe-text';
import { verdictLines } from '../../audit/verdict-text';
import { aCommand } from '../../lib/command';
import { EXIT, WorkFailed, WrongUse } from '../../lib/failure';
import { argument, option } from '../../lib/input';

/** Writes a proof that an event was sealed. Exit 1 if it is not, or not yet. */
export const command = aCommand({
  words: 'audit prove',
  summary: 'write a proof that an event was sealed; anyone can check it without Shelflog',
  input: {
    event: argument("<streamId>/<eventId>, such as 'tag#386103974449/scan#01JD', or a scanId"),
    out: option('<file>', '- writes to standard output', (zod) => zod.string(), 'PROOF.json'),
  },
  run: async ({ target }, { event, out }) => {
    const { proveIn }: typeof import('../../audit/prove-in') = require('../../audit/prove-in');
    const { checkProof }: typeof import('../../../app/audit/proof') = require('../../../app/audit/proof');
    const name = parseEventName(event);
    if (name === undefined) {
      throw new WrongUse(
        `"${event}" names no event. Give <streamId>/<eventId>, such as 'tag#386103974449/scan#01JD', or a scanId.`,
      );
    }
    const found = await proveIn(await target(), name);
    if ('why' in found) {
      const { why } = found;
      return {
        json: { proved: false, why },
        lines: [`${event} is not in the ledger. ${why}`],
        exitCode: EXIT.no,
      };
    }
    const { proof } = found;
    if (out === '-') return { json: proof, lines: safeJson(proof).split('\n') };
    await writeFile(out, `${JSON.stringify(proof, null, 2)}\n`);
    const verdict = checkProof(proof);
    if (!verdict.holds) throw new WorkFailed(`The proof does not hold: ${verdict.why}`);
    return {
      json: { proved: true, file: out, proof },
      lines: [`${out} written.`, ...verdictLines(verdict)],
    };
  },
});
