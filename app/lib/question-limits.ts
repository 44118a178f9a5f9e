import { AsyncLocalStorage } from 'node:async_hooks';
import { withinTime } from './working-time';

/** How long one question may take, and how many rows it may have read. */
export type QuestionLimits = { readonly timeMs: number; readonly rows: number };

/** A question that needs more time or rows than one may have. */
export class TooMuchHistory extends Error {
  override readonly name = 'TooMuchHistory';
}

class Question {
  readonly #limits: QuestionLimits;
  #end: TooMuchHistory | undefined;
  #rows = 0;

  constructor(limits: QuestionLimits) {
    this.#limits = limits;
  }

  end(reason: string): TooMuchHistory {
    this.#end ??= new TooMuchHistory(reason);
    return this.#end;
  }

  count(rows: number): void {
    this.#rows += rows;
    if (this.#rows > this.#limits.rows) this.end(`It needs more than ${this.#limits.rows} rows.`);
  }

  check(): void {
    if (this.#end) throw this.#end;
  }
}

const questions = new AsyncLocalStorage<Question>();

/** Does the work, all of whose requests count as one question's. Errors: throws TooMuchHistory as soon as the time is
 *  over, whatever is still waited for; what goes on behind that sends no further request. */
export async function withinLimits<Answer>(
  limits: QuestionLimits,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const question = new Question(limits);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(question.end(`It takes longer than ${limits.timeMs / 1000} s.`)),
      limits.timeMs,
    );
  });
  try {
    return await Promise.race([questions.run(question, () => withinTime(limits.timeMs, work)), over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends one request for the question that is being answered, where there is one.
 *  Errors: throws TooMuchHistory instead where its time or its rows are used up. */
export async function sendWithinLimits<Answer>(
  send: () => Promise<Answer>,
  rowsOf: (answer: Answer) => number,
): Promise<Answer> {
  const question = questions.getStore();
  question?.check();
  const answer = await send();
  question?.count(rowsOf(answer));
  question?.check();
  return answer;
}
