import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './expressions';
import type { Write } from './simulated-dynamodb';
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
        const { pk, sk, total = 0, onLoan = 0 } = unmarshall(after);
        this.#stock.set(`${pk} ${sk}`, { total, onLoan });
        touched.add(`${pk} ${sk}`);
      }
    }
    if (touched.size > 0) this.commits += 1;
    for (const book of touched) this.#compare(book);
  }

  #count(item: Item | undefined, sign: 1 | -1, touched: Set<string>) {
    if (item?.['sk']?.S !== 'tag') return;
    const { pk, bookId, status } = unmarshall(item);
    if (status !== 'available' && status !== 'on-loan') return;
    const book = `${String(pk).slice(0, String(pk).indexOf('#tag#'))} ${bookId}`;
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
