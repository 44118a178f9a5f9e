import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { TableName } from '../../contract/tables';
import { type Capacity, sizeOf } from './capacity';
import { type Item, meets, type Terms, updated } from './expressions';
import type { Faults } from './faults';
import type { Answer } from './remote-call';
import type { SimulatedTable } from './simulated-table';
import { invalid } from './validation';
import type { World } from './world';

/** One item before and after a write. */
export type Write = { readonly table: TableName; readonly before?: Item; readonly after?: Item };

/** The tables in which transactions write. */
export type TransactionHome = {
  readonly world: World;
  readonly faults: Faults;
  readonly capacity: Capacity;
  table(name: string | undefined): SimulatedTable;
  commit(writes: readonly Write[], isTransactional?: boolean): void;
};

const MAX_ACTIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ITEM_BYTES = 400 * 1024;

export type TransactionFigures = {
  tried: number;
  committed: number;
  conflicts: number;
  lost: number;
  throttled: number;
};

type Action = {
  readonly id: string;
  readonly write: Write;
  readonly condition: string | undefined;
  readonly terms: Terms;
};

/** DynamoDB's transactions: all or nothing, in two phases between which the items are locked; whoever comes to
 *  a locked item is refused, and nobody waits. */
export class Transactions {
  /** By the table that the first action of a transaction is about. */
  readonly figures = new Map<TableName, TransactionFigures>();
  /** How long the items of a transaction are locked. */
  holdMs: readonly [number, number] = [4, 14];
  readonly #locked = new Set<string>();
  /** As by client request token: the same request again answers as the first did. */
  readonly #done = new WeakSet<object>();

  constructor(private readonly db: TransactionHome) {}

  isLocked(id: string): boolean {
    return this.#locked.has(id);
  }

  figuresOf(table: TableName = 'inventory'): TransactionFigures {
    const figures = this.figures.get(table) ?? {
      tried: 0,
      committed: 0,
      conflicts: 0,
      lost: 0,
      throttled: 0,
    };
    this.figures.set(table, figures);
    return figures;
  }

  serve(input: TransactWriteItemsCommandInput, answer: (answer: Answer<object>) => void, isResent: boolean) {
    const { world, faults } = this.db;
    if (isResent && this.#done.has(input)) return answer({ value: {} });
    const actions = (input.TransactItems ?? []).map((item) => this.#actionOf(item));
    validate(actions);
    const figures = this.figuresOf(actions[0]?.write.table);
    figures.tried += 1;
    const reasons: CancellationReason[] = actions.map((action) => ({ Code: this.#objection(action) }));
    if (reasons.every(({ Code }) => Code === 'None') && world.random.chance(faults.isThrottled)) {
      reasons[0] = { Code: 'ThrottlingError' };
    }
    if (reasons.some(({ Code }) => Code !== 'None'))
      return answer({ fault: this.#refusal(actions, reasons, figures) });
    for (const { id } of actions) this.#locked.add(id);
    world.in(world.random.between(...this.holdMs), () => {
      for (const { id } of actions) this.#locked.delete(id);
      figures.committed += 1;
      this.#done.add(input);
      this.db.commit(
        actions.map(({ write }) => write),
        true,
      );
      answer({ value: {} });
    });
  }

  #objection({
    id,
    write,
    condition,
    terms,
  }: Action): 'None' | 'TransactionConflict' | 'ConditionalCheckFailed' {
    if (this.#locked.has(id)) return 'TransactionConflict';
    return condition === undefined || meets(condition, write.before, terms)
      ? 'None'
      : 'ConditionalCheckFailed';
  }

  #refusal(actions: readonly Action[], reasons: CancellationReason[], figures: TransactionFigures) {
    const codes = new Set(reasons.map(({ Code }) => Code));
    if (codes.has('TransactionConflict')) figures.conflicts += 1;
    else if (codes.has('ConditionalCheckFailed')) figures.lost += 1;
    else figures.throttled += 1;
    for (const { write } of actions) this.db.capacity.refused(write.after ?? write.before, true);
    return new TransactionCanceledException({
      message: `Transaction cancelled [${reasons.map(({ Code }) => Code).join(', ')}]`,
      CancellationReasons: reasons,
      $metadata: {},
    });
  }

  #actionOf({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Action {
    const action = Put ?? Update ?? Delete;
    if (action === undefined || ConditionCheck) throw new Error('The simulated DynamoDB does not know it.');
    const table = this.db.table(action.TableName);
    const key: Item = Put?.Item ?? Update?.Key ?? Delete?.Key ?? {};
    const before = table.get(key);
    const after = Update ? updated(Update.UpdateExpression ?? '', before ?? key, Update) : Put?.Item;
    return {
      id: table.keyOf(key).id,
      condition: action.ConditionExpression,
      terms: action,
      write: { table: table.name, ...(before && { before }), ...(after && { after }) },
    };
  }
}

function validate(actions: readonly Action[]) {
  if (actions.length < 1 || actions.length > MAX_ACTIONS) {
    throw invalid(`Member must have length less than or equal to ${MAX_ACTIONS}: ${actions.length}`);
  }
  if (new Set(actions.map(({ id }) => id)).size < actions.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
  const sizes = actions.map(({ write }) => (write.after ? sizeOf(write.after) : 0));
  if (sizes.some((size) => size > MAX_ITEM_BYTES)) throw invalid('Item size has exceeded 400 KB');
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_BYTES)
    throw invalid('Transaction is larger than 4 MB');
}
