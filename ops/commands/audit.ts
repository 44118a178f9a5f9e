import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../adapters/system-clock';
import { parseEventName } from '../../app/audit/event-name';
import { checkProof, trustedHashOf, type Verdict } from '../../app/audit/proof';
import { proveEvent } from '../../app/audit/prove-event';
import { DayOpenError, type SealReport, sealDays } from '../../app/ledger/seal-days';
import { sealStores } from '../../wiring/seal-stores';
import { checkWholeLedger } from '../audit/check-whole-ledger';
import { ledgerBucketOf, ledgerOf } from '../audit/ledger-of';
import type { Answer, Command } from '../command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../failure';
import { createProgress } from '../progress';
import { renderTable } from '../render-table';
import { awsConfig } from '../target';

/** Seals every closed day that is not sealed. Exit 1 if history was changed. */
export const seal: Command = async ({ target, terminal, signal }, _args, given) => {
  const options = z.object({ day: z.iso.date().optional() }).safeParse(given);
  if (!options.success) throw new WrongUse('--day must be a UTC day like 2026-11-22.');
  const { day: through } = options.data;
  const at = await target();
  const progress = createProgress(terminal, { label: 'Sealing', unit: 'events', total: undefined });
  try {
    const ports = {
      ...sealStores({
        client: createDynamoDbClient(awsConfig(at)),
        tables: at.tables,
        ledger: ledgerBucketOf(at),
      }),
      clock: systemClock,
      onProgress: (_day: string, events: number) => {
        signal.throwIfAborted();
        progress.advance(events);
      },
    };
    return sealAnswer(await sealDays(ports, through === undefined ? {} : { through }));
  } catch (error) {
    if (error instanceof DayOpenError) throw new WrongUse(error.message);
    throw error;
  } finally {
    progress.stop();
  }
};

function sealAnswer({ sealed, faults, waiting }: SealReport): Answer {
  const rows = sealed.map(({ digest, hash }) => [
    digest.day,
    String(digest.count),
    String(digest.addenda),
    hash,
  ]);
  return {
    json: { sealed: sealed.map(({ digest, hash }) => ({ ...digest, hash })), faults, waiting },
    text: [
      sealed.length === 0
        ? 'Every closed day is sealed.'
        : renderTable(['sealed (UTC)', 'events', 'of them late', 'SHA-256 of the digest'], rows),
      ...(waiting > 0 ? [`${waiting} events were missed by the last seals; the next one takes them.`] : []),
      ...faults.map((fault) => `CHANGED: ${fault}`),
    ].join('\n'),
    exitCode: faults.length > 0 ? EXIT.no : EXIT.done,
  };
}

/** Writes a proof that an event was sealed. Exit 1 if it is not, or not yet. */
export const prove: Command = async ({ target }, [text = ''], given) => {
  const { out } = z.object({ out: z.string() }).parse(given);
  const name = parseEventName(text);
  if (name === undefined) {
    throw new WrongUse(
      `"${text}" names no event. Give <streamId>/<eventId>, such as 'tag#386103974449/scan#01JD', or a scanId.`,
    );
  }
  const at = await target();
  const { streamId, eventId } = name;
  const log = eventsTable(createDynamoDbClient(awsConfig(at)), at.tables.events);
  const stored = streamId === undefined ? undefined : await log.read(streamId, eventId);
  const proof = await proveEvent(ledgerOf(at), name, stored?.recordedAt.slice(0, 10));
  if (proof === undefined) {
    const why = stored
      ? `It was recorded ${stored.recordedAt}, and its day is not sealed yet: \`shelflog audit seal\`.`
      : 'It is not in the Events table either.';
    return { json: { proved: false, why }, text: `${text} is not in the ledger. ${why}`, exitCode: EXIT.no };
  }
  const json = `${JSON.stringify(proof, null, 2)}\n`;
  if (out === '-') return { json: proof, text: json.trimEnd() };
  await writeFile(out, json);
  const verdict = checkProof(proof);
  if (!verdict.holds) throw new WorkFailed(`The proof does not hold: ${verdict.why}`);
  return {
    json: { proved: true, file: out, proof },
    text: `${out} written.\n${verdictText(verdict)}`,
  };
};

const checkOptions = z.object({
  digest: z.string().optional(),
  ledger: z.union([z.string(), z.boolean()]).optional(),
});

/** Checks a proof by nothing but the file, or a whole ledger. Exit 1 if it does not hold. */
export const check: Command = async (context, [file], given) => {
  const { digest, ledger } = checkOptions.parse(given);
  const trusted = digest === undefined ? undefined : await trustedHash(digest);
  if (ledger !== undefined && ledger !== false) {
    if (file !== undefined) throw new WrongUse('Check either a proof or a ledger.');
    return checkWholeLedger(context, { folder: ledger === true ? undefined : ledger, trusted });
  }
  if (file === undefined) throw new WrongUse('audit check needs a proof, or --ledger.');
  const verdict = checkProof(await readJson(file), trusted);
  return {
    json: verdict,
    text: verdictText(verdict),
    exitCode: verdict.holds ? EXIT.done : EXIT.no,
  };
};

function verdictText(verdict: Verdict): string {
  if (!verdict.holds) return `FALSE. ${verdict.why}`;
  const { event, sealed, head, trusted } = verdict;
  const by = trusted
    ? `Trusted by the digest of ${trusted.day}, ${trusted.hash}.`
    : `It holds if this is a digest that you know from elsewhere: ${head.hash} (of ${head.day}).`;
  return [
    `${event.streamId}/${event.eventId}, recorded ${event.recordedAt}, was sealed with ${sealed.day} as it stands in the proof.`,
    `Digest of that day  ${sealed.hash}`,
    by,
  ].join('\n');
}

/** A hash given as it is or by a file that holds the digest or its hash. */
async function trustedHash(given: string): Promise<string> {
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
