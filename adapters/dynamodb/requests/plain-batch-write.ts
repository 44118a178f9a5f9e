import { BatchWriteItemCommand, type BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';

/** A batch of rows without binary values. The SDK signs, sends, tries again and reads the answer, but is
 *  handed the body: for such rows its walk through every value only makes the same JSON, more slowly. */
export function plainBatchWrite(input: BatchWriteItemCommandInput): BatchWriteItemCommand {
  const command = new BatchWriteItemCommand(input);
  const { middlewareStack } = command;
  middlewareStack.add((next) => (args) => next({ ...args, input: { ...args.input, RequestItems: {} } }), {
    step: 'serialize',
    priority: 'high',
    name: 'withholdRows',
  });
  middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (!hasBody(request)) throw new TypeError('The request of a batch has no body.');
      request.body = JSON.stringify(input);
      return next(args);
    },
    { step: 'serialize', priority: 'low', name: 'handRows' },
  );
  return command;
}

const hasBody = (request: unknown): request is { body: unknown } =>
  typeof request === 'object' && request !== null && 'body' in request;
