import { batchVerdict } from '../../local-aws/src/mappings/batch-response';
import type { Faults } from './faults';
import type { FunctionPool } from './function-pool';
import type { World } from './world';

type Message = { readonly id: string; readonly body: string; receives: number; isDeleted: boolean };

/** As infra/ sets it; as-deployed.test.ts holds them together. */
export const SCAN_QUEUE = { batchSize: 10, visibilityTimeoutMs: 360_000, maxReceives: 5 };

const LONGEST_LATENESS_MS = 13 * 3_600_000;

/** The bus and the queue behind it, with the mapping that brings ten messages at a time to a function and deletes
 *  those that it does not report. In no order; at least once, also at one time. */
export class ScanQueue {
  /** What was received too often. */
  dead: Message[] = [];
  readonly #visible: Message[] = [];
  #isPolled = false;
  #sent = 0;

  constructor(
    private readonly world: World,
    private readonly faults: () => Faults,
    private readonly append: FunctionPool,
  ) {}

  /** Puts an event on the bus. */
  send(body: string) {
    const { world } = this;
    const copies = world.random.chance(this.faults().comesTwice) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const lateMs = world.random.chance(this.faults().isLate) ? LONGEST_LATENESS_MS : 100;
      const message = { id: `m${this.#sent++}`, body, receives: 0, isDeleted: false };
      world.in(world.random.between(5, lateMs), () => this.#show(message));
    }
  }

  /** What a person does about dead letters. */
  redrive() {
    for (const message of this.dead.splice(0)) this.#show({ ...message, receives: 0 });
  }

  #show(message: Message) {
    if (message.isDeleted) return;
    this.#visible.splice(this.world.random.below(this.#visible.length + 1), 0, message);
    if (this.#isPolled) return;
    this.#isPolled = true;
    this.world.in(this.world.random.between(1, 30), () => this.#receive());
  }

  #receive() {
    this.#isPolled = false;
    const batch = this.#visible.splice(0, SCAN_QUEUE.batchSize);
    const alive = batch.filter((message) => {
      message.receives += 1;
      if (message.receives > SCAN_QUEUE.maxReceives) this.dead.push(message);
      return message.receives <= SCAN_QUEUE.maxReceives;
    });
    if (this.#visible.length > 0) {
      this.#isPolled = true;
      this.world.in(1, () => this.#receive());
    }
    if (alive.length > 0) this.world.spawn(() => this.#handle(alive));
  }

  async #handle(batch: readonly Message[]) {
    const { world } = this;
    for (const message of batch) {
      const isSoon = world.random.chance(this.faults().comesTwice);
      world.in(isSoon ? 1 : SCAN_QUEUE.visibilityTimeoutMs, () => this.#show(message));
    }
    const Records = batch.map(({ id, body }) => ({ messageId: id, body }));
    const result = await this.append.invoke({ Records });
    if (!result.ok) return;
    const verdict = batchVerdict(
      result.payload,
      batch.map(({ id }) => id),
    );
    if (verdict.kind === 'unusable') return;
    for (const message of batch) {
      if (verdict.kind === 'done' || !verdict.ids.has(message.id)) message.isDeleted = true;
    }
  }
}
