import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Answers } from '../../app/commands/answer-once';
import type { EventLog } from '../../app/events/event-log';
import type { RecordedDayList } from '../../app/events/recorded-days';
import type { GenerationStore } from '../../app/history/generations';
import type { Clock } from '../../app/lib/clock';
import type { QuestionLimits } from '../../app/lib/question-limits';
import type { ReadModels } from '../../app/queries/ports';
import type { StatusSources } from '../../app/queries/read-status';
import type { SummarySources } from '../../app/queries/read-summary';
import type { ApiEnv } from './identity';

/** What the API is made of. */
export type ApiParts = {
  readonly log: EventLog;
  readonly generations: GenerationStore;
  readonly modelsOf: (generationId: string) => ReadModels;
  readonly answers: Answers;
  readonly status: StatusSources &
    Pick<SummarySources, 'verified'> & { readonly recordedDays: RecordedDayList };
  /** A book is low when it has at most so many copies left of more. */
  readonly lowStock: number;
  /** Of each request; what needs more is answered 503. */
  readonly limits: QuestionLimits;
  readonly now: Clock;
  readonly newId: () => string;
  /** Told of every fault that is answered with 500. */
  readonly onFault: (fault: unknown) => void;
};

export type Api = OpenAPIHono<ApiEnv>;

/** What its commands are made of. */
export type CommandParts = Omit<ApiParts, 'status' | 'lowStock'>;

/** The generation that is served now, with its read models. */
export async function served({ generations, modelsOf }: Pick<ApiParts, 'generations' | 'modelsOf'>) {
  const { serving } = await generations.read();
  return { serving, models: modelsOf(serving.id) };
}
