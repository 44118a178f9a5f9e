import { z } from 'zod';
import type { JsonCall, JsonService } from './aws-call';
import { AwsError } from './aws-error';

/** One operation of a JSON service: its input is checked before `run` sees it.
 *  `refusal` names the error of an input that does not fit. */
export function jsonOperation<S extends z.ZodType>(
  input: S,
  run: (input: z.infer<S>, call: JsonCall, signal: AbortSignal) => Promise<unknown>,
  refusal = 'ValidationException',
): JsonService {
  return async (call, signal) => {
    const parsed = input.safeParse(parseJson(call.body.toString()));
    if (!parsed.success) throw new AwsError(refusal, z.prettifyError(parsed.error));
    return await run(parsed.data, call, signal);
  };
}

/** A service of the given operations; any other is refused by name. */
export function jsonService(name: string, operations: Readonly<Record<string, JsonService>>): JsonService {
  return async (call, signal) => {
    const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
    if (operation === undefined) {
      throw new AwsError('UnknownOperationException', `The local ${name} does not know ${call.operation}.`);
    }
    return await operation(call, signal);
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}
