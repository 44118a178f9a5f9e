import type { Drift } from '../history/drift';
import { parseLineKey } from '../history/sum-keys';
import { inRounds } from './in-rounds';
import type { Pair } from './join-lines';
import type { VerifyPorts } from './verify-ports';

/** The days on which something moved by history, and those that are listed, as they are met. A day may be listed on
 *  which nothing moves any more: asking for it costs a read and finds nothing. */
export class MetDays {
  readonly #moved = new Set<string>();
  readonly #listed = new Set<string>();

  note({ key, expected }: Pair): void {
    const parsed = parseLineKey(key);
    if (parsed.kind === 'listed') this.#listed.add(parsed.date);
    if (parsed.kind !== 'book-day' && parsed.kind !== 'day') return;
    const figures = Object.values(expected?.value ?? {});
    if (figures.some((figure) => figure !== 0)) this.#moved.add(parsed.date);
  }

  /** In their order. */
  notListed(): string[] {
    return [...this.#moved].filter((date) => !this.#listed.has(date)).sort();
  }
}

/** The days that are not listed, after looking again: projectors list a day before they count on it. */
export async function judgeDays(
  dates: readonly string[],
  ports: Pick<VerifyPorts, 'served' | 'clock' | 'pause' | 'patienceMs' | 'signal'>,
): Promise<Drift[]> {
  const missing = await inRounds<string, string>(
    dates,
    async (open, last) => {
      const listed = await Promise.all(open.map((date) => ports.served.isListed(date)));
      const left = open.filter((_, i) => !listed[i]);
      return { sure: last ? left : [], open: left };
    },
    ports,
  );
  return missing.map((date) => ({
    table: 'analytics' as const,
    row: `${date} in the list of days`,
    expected: 'listed',
    stored: undefined,
    events: [],
  }));
}
