import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { allItems, type LocalStack } from '../local-stack';
import type { ScenarioScan } from '../scenario';
import { storedEvents } from '../stored-events';

export type Verdict = {
  /** Scans with a PUBACK that are not in Events. */
  readonly lost: readonly string[];
  /** Scans that are in Events more than once, or that nobody sent. */
  readonly doubled: readonly string[];
  /** Rows of the read models that are not what the plain fold of the stored events says. */
  readonly drift: readonly string[];
};

const SETTLE_MS = 180_000;

/** Compares what is stored and served with what was acknowledged. Waits for work that is still under way, but
 *  only so long: what is wrong after that stays wrong. */
export async function verdictOn(stack: LocalStack, acknowledged: readonly ScenarioScan[]): Promise<Verdict> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const verdict = await judge(stack, acknowledged);
    const clean = Object.values(verdict).every((faults) => faults.length === 0);
    if (clean || Date.now() > until) return verdict;
    await sleep(1_000);
  }
}

async function judge(stack: LocalStack, acknowledged: readonly ScenarioScan[]): Promise<Verdict> {
  const events = await storedEvents(stack.info());
  const sent = new Set(acknowledged.map(nameOf));
  const stored = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'TagScanned') continue;
    const { scanId, tagId } = event.data;
    const name = `${scanId} of ${tagId} at ${event.occurredAt}`;
    stored.set(name, (stored.get(name) ?? 0) + 1);
  }
  return {
    lost: [...sent].filter((name) => !stored.has(name)),
    doubled: [...stored].filter(([name, count]) => count > 1 || !sent.has(name)).map(([name]) => name),
    drift: await driftOf(stack, events),
  };
}

const nameOf = ({ message: { scanId, tagId, scannedAt } }: ScenarioScan) =>
  `${scanId} of ${tagId} at ${scannedAt}`;

async function driftOf(stack: LocalStack, events: readonly LibraryEvent[]): Promise<string[]> {
  const library = readLibrary(events, DEFAULT_RULES, libraryCalendar('UTC'));
  const from = library.days[0]?.date ?? new Date().toISOString().slice(0, 10);
  const served = {
    inventory: await allItems(stack, '/v1/inventory'),
    stock: await allItems(stack, '/v1/stock'),
    analytics: await allItems(stack, `/v1/analytics/daily?from=${from}`),
  };
  const loans = await Promise.all(
    library.inventory.map(async ({ tagId }) => {
      const { body } = await stack.api('GET', `/v1/inventory/${tagId}`);
      const expected = library.loans
        .filter((loan) => loan.tagId === tagId)
        .map(({ tagId: _, ...loan }) => loan);
      const is = typeof body === 'object' && body !== null && 'loans' in body ? body.loans : undefined;
      return isDeepStrictEqual(is, expected) ? [] : [`loans of ${tagId}`];
    }),
  );
  return [
    ...differing('inventory', served.inventory, library.inventory),
    ...differing('stock', served.stock, library.stock),
    ...differing('analytics', served.analytics, library.analytics),
    ...loans.flat(),
  ];
}

function differing(what: string, is: readonly unknown[], should: readonly unknown[]): string[] {
  const texts = (rows: readonly unknown[]) => new Set(rows.map((row) => JSON.stringify(row)));
  const [served, expected] = [texts(is), texts(should)];
  return [
    ...[...expected].filter((row) => !served.has(row)).map((row) => `${what}: missing ${row}`),
    ...[...served].filter((row) => !expected.has(row)).map((row) => `${what}: wrong ${row}`),
  ];
}
