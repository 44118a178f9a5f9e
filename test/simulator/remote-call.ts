import type { Faults } from './faults';
import type { World } from './world';

/** Something that runs until it dies. What it waits for never comes after that. */
export class Life {
  isOver = false;
  #mourner: (() => void) | undefined;

  end() {
    if (this.isOver) return;
    this.isOver = true;
    this.#mourner?.();
  }

  /** Only one waits for the end at a time. */
  onEnd(mourner: () => void) {
    this.#mourner = mourner;
  }
}

export type Answer<T> = { readonly value: T } | { readonly fault: unknown };
/** Does what is asked, now or a little later; `isResent` where the SDK has sent the same request before. */
export type Serve<T> = (answer: (answer: Answer<T>) => void, isResent: boolean) => void;

type Fate =
  | 'answers'
  | Exclude<keyof Faults, 'isSlow' | 'isThrottled' | 'comesTwice' | 'isLate' | 'reshards'>;

/** As a power of ten, in milliseconds: two minutes. As many calls take some tens as some ten thousands. */
const LONGEST_DELAY = Math.log10(120_000);

/** A call over the network to something that outlives its caller. The request travels, is served, and its
 *  answer travels back; each of it may go wrong, and at each the caller may die. */
export function remoteCall<T>(world: World, life: Life, faults: Faults, serve: Serve<T>): Promise<T> {
  const { random } = world;
  const fate = fateOf(world, faults);
  const travelMs = () =>
    random.chance(faults.isSlow) ? 10 ** random.between(1, LONGEST_DELAY) : random.between(1, 4);
  return new Promise((resolve, reject) => {
    const finish = (answer: Answer<T>) =>
      world.in(travelMs(), () => {
        if (life.isOver) return;
        if ('fault' in answer) reject(answer.fault);
        else resolve(answer.value);
      });
    world.in(travelMs(), () => {
      if (fate === 'failsBefore') return finish({ fault: new Error('The connection was refused.') });
      if (fate === 'crashes' && random.chance(0.5)) return life.end();
      if (fate === 'isResent' && random.chance(0.5)) {
        // Taken for lost on its way, it arrives when what was sent in its place has been served.
        world.in(10 ** random.between(1, LONGEST_DELAY), () => serve(() => {}, true));
        return serve(finish, false);
      }
      serve((answer) => {
        if (fate === 'crashes') life.end();
        else if (fate === 'failsAfter') finish({ fault: new Error('The connection was lost.') });
        else if (fate === 'isResent') world.in(travelMs(), () => serve(finish, true));
        else finish(answer);
      }, false);
    });
  });
}

function fateOf({ random }: World, faults: Faults): Fate {
  const fates = ['failsBefore', 'failsAfter', 'isResent', 'crashes'] as const;
  return fates.find((fate) => faults[fate] > 0 && random.chance(faults[fate])) ?? 'answers';
}
