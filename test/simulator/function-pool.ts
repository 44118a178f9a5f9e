import type { InvocationResult } from '../../local-aws/src/lambda/worker';
import { Life } from './remote-call';
import type { World } from './world';

type Instance = { readonly life: Life; readonly handle: (event: unknown) => Promise<unknown> };

/** A Lambda function: an instance serves one invocation at a time and is kept for the next; one that dies or
 *  takes too long is gone with all that it remembers. */
export class FunctionPool {
  invocations = 0;
  errors = 0;
  deaths = 0;
  readonly #idle: Instance[] = [];

  constructor(
    private readonly world: World,
    private readonly timeoutMs: number,
    private readonly load: (life: Life) => Instance['handle'],
  ) {}

  invoke(event: unknown): Promise<InvocationResult> {
    this.invocations += 1;
    const instance = this.#takeIdle() ?? this.#start();
    const { life, handle } = instance;
    return new Promise((resolve) => {
      let isDone = false;
      const finish = (result: InvocationResult) => {
        if (isDone) return;
        isDone = true;
        if (!life.isOver) this.#idle.push(instance);
        resolve(result);
      };
      life.onEnd(() => {
        this.deaths += 1;
        // Lambda notices a dead process at once, a hanging one at its timeout.
        this.world.in(1, () => finish(failed('Runtime.ExitError', 'The process died.')));
      });
      this.world.in(this.timeoutMs, () => {
        if (!isDone) life.end();
      });
      handle(event).then(
        (value) => {
          if (!life.isOver) finish({ ok: true, payload: value === undefined ? '' : JSON.stringify(value) });
        },
        (fault) => {
          if (life.isOver) return;
          this.errors += 1;
          finish(failed('Error', String(fault)));
        },
      );
    });
  }

  /** A call that its last invocation did not wait for may have been the death of an idle instance. */
  #takeIdle(): Instance | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.life.isOver) return idle;
    }
    return undefined;
  }

  #start(): Instance {
    const life = new Life();
    return { life, handle: this.load(life) };
  }
}

const failed = (errorType: string, errorMessage: string): InvocationResult => ({
  ok: false,
  error: { errorType, errorMessage },
});
