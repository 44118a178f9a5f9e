import { readFile } from 'node:fs/promises';
import { verdictLines } from '../../audit/verdict-text';
import { aCommand } from '../../lib/command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../../lib/failure';
import { option, optionalArgument, text } from '../../lib/input';

/** Checks a proof by nothing but the file, or a whole ledger. Exit 1 if it does not hold. */
export const command = aCommand({
  words: 'audit check',
  summary: 'verify one proof, or the whole ledger; exit 1 if it does not hold',
  input: {
    proof: optionalArgument('the file that `audit prove` wrote'),
    digest: option('<hash or file>', 'a digest of a day that you know from elsewhere', text),
    ledger: option(
      '[folder]',
      'all sealed days: of a copy in a folder, or ours against the Events table',
      (zod) => zod.union([zod.string(), zod.boolean()]).optional(),
    ),
  },
  run: async (context, { proof: file, digest, ledger }) => {
    const {
      checkWholeLedger,
    }: typeof import('../../audit/check-whole-ledger') = require('../../audit/check-whole-ledger');
    const { checkProof }: typeof import('../../../app/audit/proof') = require('../../../app/audit/proof');
    const trusted = digest === undefined ? undefined : await trustedHash(digest);
    if (ledger !== undefined && ledger !== false) {
      if (file !== undefined) throw new WrongUse('Check either a proof or a ledger.');
      const folder = ledger === true ? undefined : ledger;
      return checkWholeLedger(context, { folder, trusted });
    }
    if (file === undefined) throw new WrongUse('audit check needs a proof, or --ledger.');
    const verdict = checkProof(await readJson(file), trusted);
    return {
      json: verdict,
      lines: verdictLines(verdict),
      exitCode: verdict.holds ? EXIT.done : EXIT.no,
    };
  },
});

/** A hash given as it is or by a file that holds the digest or its hash. */
async function trustedHash(given: string): Promise<string> {
  const { trustedHashOf }: typeof import('../../../app/audit/proof') = require('../../../app/audit/proof');
  const direct = trustedHashOf(given);
  if (direct !== undefined) return direct;
  const text = await readText(given);
  const found = trustedHashOf(text);
  if (found !== undefined) return found;
  throw new WrongUse(`${given} is neither a SHA-256 in hex nor a file with one or with a day's digest.`);
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}
