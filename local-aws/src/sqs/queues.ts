import type { QueueModel } from '../model/stack-model';
import type { DurableStore } from '../store/durable-store';
import { MessageQueue } from './message-queue';

/** The queues of the stack by name and by ARN. */
export type Queues = {
  byName(name: string): MessageQueue | undefined;
  byArn(arn: string): MessageQueue | undefined;
  close(): void;
};

/** Opens all queues. A queue whose dead-letter queue is not among them is refused. */
export async function openQueues(
  models: readonly QueueModel[],
  store: DurableStore,
  onFault: (error: unknown) => void,
): Promise<Queues> {
  const byArn = new Map<string, MessageQueue>();
  const open = async (model: QueueModel): Promise<MessageQueue> => {
    const known = byArn.get(model.arn);
    if (known !== undefined) return known;
    const deadLetterQueue = model.redrive && (await open(deadLetterModel(model, models)));
    const queue = await MessageQueue.open({
      model,
      store,
      onFault,
      ...(deadLetterQueue && {
        deadLetters: (key, message, removal) => deadLetterQueue.adopt(key, message, removal),
      }),
    });
    byArn.set(model.arn, queue);
    return queue;
  };
  for (const model of models) await open(model);
  const byName = new Map([...byArn.values()].map((queue) => [queue.model.name, queue]));
  return {
    byName: (name) => byName.get(name),
    byArn: (arn) => byArn.get(arn),
    close: () => {
      for (const queue of byArn.values()) queue.close();
    },
  };
}

function deadLetterModel(queue: QueueModel, models: readonly QueueModel[]): QueueModel {
  const model = models.find(({ arn }) => arn === queue.redrive?.deadLetterArn);
  if (model === undefined) {
    throw new Error(
      `Queue ${queue.name} sends its dead letters to ${queue.redrive?.deadLetterArn}, which no stack has.`,
    );
  }
  if (model.redrive !== undefined) {
    throw new Error(`Dead-letter queue ${model.name} has a dead-letter queue of its own.`);
  }
  return model;
}
