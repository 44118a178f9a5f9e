import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readersTable } from '../../adapters/dynamodb/control/readers-table';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { quarantineShelf } from '../../adapters/s3/quarantine-shelf';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import type { Quarantined } from '../../app/intake/quarantine';
import type { QuarantineShelf } from '../../app/intake/quarantine-shelf';
import { type Retried, retryQuarantined } from '../../app/intake/retry-quarantined';
import type { Command } from '../command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../failure';
import { createProgress } from '../progress';
import { renderTable } from '../render-table';
import { awsConfig, type Target } from '../target';

const READS_AT_ONCE = 8;
const SHORT_ID = 12;

const shelfOf = (target: Target) =>
  quarantineShelf(createS3Client(awsConfig(target)), target.buckets.quarantine);

/** What lies in quarantine, the oldest first. */
export const list: Command = async ({ target, signal }, _args, given) => {
  const parsed = z.object({ limit: z.coerce.number().int().min(1).max(10_000) }).safeParse(given);
  if (!parsed.success) throw new WrongUse('--limit must be a number from 1 to 10000.');
  const shelf = shelfOf(await target());
  const { oldest, count } = await oldestOf(shelf, parsed.data.limit);
  const items: ({ readonly id: string } & Omit<Quarantined, 'payload' | 'version'>)[] = [];
  for (let at = 0; at < oldest.length; at += READS_AT_ONCE) {
    signal.throwIfAborted();
    const read = oldest
      .slice(at, at + READS_AT_ONCE)
      .map(async ({ id }) => ({ id, object: await shelf.read(id) }));
    for (const { id, object } of await Promise.all(read)) {
      if (object === undefined) continue;
      const { payload: _payload, version: _version, ...rest } = object;
      items.push({ id, ...rest });
    }
  }
  const rows = items.map(({ id, receivedAt, kind, clientId, faults }) => {
    const [first] = faults;
    return [
      id.slice(0, SHORT_ID),
      receivedAt,
      kind,
      clientId,
      `${first?.place ?? ''}: ${first?.reasons[0] ?? ''}`,
    ];
  });
  const more = count > items.length ? `\n${count} in all; --limit shows more.` : '';
  return {
    json: { count, items },
    text:
      count === 0
        ? 'Nothing is in quarantine.'
        : `${renderTable(['id', 'received', 'kind', 'client', 'first reason'], rows)}${more}`,
  };
};

type Listed = { readonly id: string; readonly storedAt: string };

async function oldestOf(shelf: QuarantineShelf, limit: number): Promise<{ oldest: Listed[]; count: number }> {
  const byAge = (a: Listed, b: Listed) => (a.storedAt < b.storedAt ? -1 : a.storedAt > b.storedAt ? 1 : 0);
  let oldest: Listed[] = [];
  let count = 0;
  for await (const listed of shelf.list()) {
    count += 1;
    oldest.push(listed);
    if (oldest.length > limit + 10_000) oldest = oldest.sort(byAge).slice(0, limit);
  }
  return { oldest: oldest.sort(byAge).slice(0, limit), count };
}

/** One quarantined message with every reason and its bytes. */
export const show: Command = async ({ target }, [given]) => {
  const shelf = shelfOf(await target());
  const id = await idOf(shelf, given ?? '');
  const object = await shelf.read(id);
  if (object === undefined) throw new WorkFailed(`${id} is gone.`);
  const bytes = Buffer.from(object.payload, 'base64');
  const text = readableText(bytes);
  return {
    json: { id, ...object, ...(text !== undefined && { text }) },
    text: [
      `id        ${id}`,
      `received  ${object.receivedAt}`,
      `topic     ${object.topic}`,
      `client    ${object.clientId}`,
      `kind      ${object.kind}`,
      ...object.faults.flatMap(({ place, reasons }) =>
        reasons.map((reason) => `reason    ${place}: ${reason}`),
      ),
      `payload   ${bytes.length} bytes${text === undefined ? ', in base64' : ''}`,
      withoutControls(text ?? object.payload),
    ].join('\n'),
  };
};

/** Tries the named messages again, or all. Exit 1 if any of them is still bad. */
export const retry: Command = async ({ terminal, target, signal }, args, given) => {
  const { with: file } = z.object({ with: z.string().optional() }).parse(given);
  const named = z.array(z.string()).parse(args[0] ?? []);
  if (file !== undefined && named.length !== 1) throw new WrongUse('--with goes with exactly one id.');
  const at = await target();
  const shelf = shelfOf(at);
  const client = createDynamoDbClient(awsConfig(at));
  const ports = {
    shelf,
    log: eventsTable(client, at.tables.events),
    readers: readersTable(client, at.tables.control),
    clock: systemClock,
  };
  const correctedPayload = file === undefined ? undefined : await readBytes(file);
  const ids = named.length > 0 ? await Promise.all(named.map((id) => idOf(shelf, id))) : await allOf(shelf);
  const progress = createProgress(terminal, { label: 'Trying again', unit: 'messages', total: ids.length });
  const results: Retried[] = [];
  try {
    for (const id of ids) {
      signal.throwIfAborted();
      const options = { timeZone: at.timeZone, ...(correctedPayload && { correctedPayload }) };
      results.push(await retryQuarantined(ports, id, options));
      progress.advance(results.length);
    }
  } finally {
    progress.stop();
  }
  const stillBad = results.filter((result) => result.kind === 'still-bad');
  return {
    json: {
      tried: results.length,
      accepted: results.length - stillBad.length,
      stillBad: stillBad.length,
      results,
    },
    text: results.length === 0 ? 'Nothing is in quarantine.' : results.map(describe).join('\n'),
    exitCode: stillBad.length > 0 ? EXIT.no : EXIT.done,
  };
};

function describe(result: Retried): string {
  switch (result.kind) {
    case 'accepted':
      return `${result.id.slice(0, SHORT_ID)}  accepted: ${result.recorded} scans recorded, ${result.known} were known`;
    case 'still-bad':
      return `${result.id.slice(0, SHORT_ID)}  still bad: ${result.reasons.join('; ')}`;
    case 'gone':
      return `${result.id.slice(0, SHORT_ID)}  is gone`;
  }
}

async function allOf(shelf: QuarantineShelf): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of shelf.list()) ids.push(id);
  return ids;
}

/** The one id that begins so. */
async function idOf(shelf: QuarantineShelf, given: string): Promise<string> {
  if (!/^[0-9a-f]{4,64}$/.test(given)) throw new WrongUse(`"${given}" is no id of \`quarantine list\`.`);
  const found: string[] = [];
  for await (const { id } of shelf.list(given)) {
    found.push(id);
    if (found.length > 1) throw new WrongUse(`${given} is the beginning of several ids; give more of it.`);
  }
  const [id] = found;
  if (id === undefined) throw new WorkFailed(`Nothing in quarantine has the id ${given}.`);
  return id;
}

/** What a terminal could take for commands is shown as `?`. */
const withoutControls = (text: string) => text.replaceAll(/[^\P{C}\n\t]/gu, '?');

function readableText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}
