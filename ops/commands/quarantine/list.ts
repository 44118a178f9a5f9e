import type { Quarantined } from '../../../app/intake/quarantine';
import type { QuarantineShelf } from '../../../app/intake/quarantine-shelf';
import { aCommand } from '../../lib/command';
import { option, wholeNumber } from '../../lib/input';
import { renderTable } from '../../lib/render-table';
import { shortId } from '../../quarantine/quarantine-ids';

const READS_AT_ONCE = 8;

type Item = { readonly id: string } & Omit<Quarantined, 'payload' | 'version'>;

/** What lies in quarantine, the oldest first. */
export const command = aCommand({
  words: 'quarantine list',
  summary: 'list quarantined messages, oldest first',
  input: {
    limit: option('<count>', 'at most so many', wholeNumber(1, 10_000), '100'),
  },
  run: async ({ target, signal }, { limit }) => {
    const { shelfOf }: typeof import('../../quarantine/shelf-of') = require('../../quarantine/shelf-of');
    const shelf = shelfOf(await target());
    const { oldest, count } = await oldestOf(shelf, limit);
    const items = await readAll(shelf, oldest, signal);
    const more = count > items.length ? [`${count} in all; --limit shows more.`] : [];
    return {
      json: { count, items },
      lines: count === 0 ? ['Nothing is in quarantine.'] : [...render(items), ...more],
    };
  },
});

async function readAll(
  shelf: QuarantineShelf,
  listed: readonly Listed[],
  signal: AbortSignal,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let at = 0; at < listed.length; at += READS_AT_ONCE) {
    signal.throwIfAborted();
    const read = listed
      .slice(at, at + READS_AT_ONCE)
      .map(async ({ id }) => ({ id, object: await shelf.read(id) }));
    for (const { id, object } of await Promise.all(read)) {
      if (object === undefined) continue;
      const { payload: _payload, version: _version, ...rest } = object;
      items.push({ id, ...rest });
    }
  }
  return items;
}

function render(items: readonly Item[]): string[] {
  const rows = items.map(({ id, receivedAt, kind, clientId, faults: [first] }) => [
    shortId(id),
    receivedAt,
    kind,
    clientId,
    `${first?.place ?? ''}: ${first?.reasons[0] ?? ''}`,
  ]);
  return renderTable(['id', 'received', 'kind', 'client', 'first reason'], rows);
}

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
