import type { Item } from './expressions';
import type { Write } from './transactions';
import type { World } from './world';

type Counts = { total: number; onLoan: number };

/** Holds Stock against the count over Inventory after every single commit, in every generation. */
export class StockWatch {
  commits = 0;
  readonly #counted = new Map<string, Counts>();
  readonly #stock = new Map<string, Counts>();

  constructor(private readonly world: World) {}

  see(writes: readonly Write[]) {
    const touched = new Set<string>();
    for (const { table, before, after } of writes) {
      if (table === 'inventory') {
        this.#count(before, -1, touched);
        this.#count(after, 1, touched);
      }
      if (table === 'stock' && after) {
        const book = `${after['pk']?.S} ${after['sk']?.S}`;
        const { total, onLoan } = after;
        this.#stock.set(book, { total: Number(total?.N ?? 0), onLoan: Number(onLoan?.N ?? 0) });
        touched.add(book);
      }
    }
    if (touched.size > 0) this.commits += 1;
    for (const book of touched) this.#compare(book);
  }

  #count(item: Item | undefined, sign: 1 | -1, touched: Set<string>) {
    if (item?.['sk']?.S !== 'tag') return;
    const status = item['status']?.S;
    if (status !== 'available' && status !== 'on-loan') return;
    const [generation] = item['pk']?.S?.split('#tag#') ?? [];
    const book = `${generation} ${item['bookId']?.S}`;
    const counts = this.#counted.get(book) ?? { total: 0, onLoan: 0 };
    this.#counted.set(book, {
      total: counts.total + sign,
      onLoan: counts.onLoan + (status === 'on-loan' ? sign : 0),
    });
    touched.add(book);
  }

  #compare(book: string) {
    const stock = this.#stock.get(book) ?? { total: 0, onLoan: 0 };
    const counted = this.#counted.get(book) ?? { total: 0, onLoan: 0 };
    if (stock.total === counted.total && stock.onLoan === counted.onLoan) return;
    const said = JSON.stringify({ stock, counted });
    this.world.faults.push(new Error(`${this.world.clock()} the stock of ${book} is not its count: ${said}`));
  }
}
