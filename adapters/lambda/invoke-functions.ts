import {
  InvalidRequestContentException,
  InvokeCommand,
  type InvokeCommandInput,
  type LambdaClient,
  RequestTooLargeException,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type Senders, Unsendable } from '../../app/redrive/senders';
import type { FunctionName } from '../../contract/functions';
import { NAMES } from '../../contract/names';

const functionError = z.object({ errorMessage: z.string(), errorType: z.string().optional() });

/** Invokes the functions of a stage. */
export function invokeFunctions(
  client: LambdaClient,
  stage: string,
): Pick<Senders, 'invokeLater' | 'invokeNow'> {
  const invoke = async (
    name: FunctionName,
    input: Pick<InvokeCommandInput, 'InvocationType' | 'Payload'>,
  ) => {
    try {
      return await client.send(new InvokeCommand({ FunctionName: NAMES.function(stage, name), ...input }));
    } catch (fault) {
      if (fault instanceof RequestTooLargeException || fault instanceof InvalidRequestContentException) {
        throw new Unsendable(`Lambda does not take it: ${fault.message}`);
      }
      throw fault;
    }
  };
  return {
    async invokeLater(name, payload) {
      await invoke(name, { InvocationType: 'Event', Payload: Buffer.from(payload) });
    },

    async invokeNow(name, payload) {
      const { FunctionError, Payload } = await invoke(name, {
        InvocationType: 'RequestResponse',
        Payload: Buffer.from(payload),
      });
      const text = Payload?.transformToString() ?? '';
      return FunctionError === undefined
        ? { kind: 'answered', payload: text }
        : { kind: 'failed', message: messageIn(text) };
    },
  };
}

function messageIn(payload: string): string {
  try {
    const { errorType, errorMessage } = functionError.parse(JSON.parse(payload));
    return errorType === undefined ? errorMessage : `${errorType}: ${errorMessage}`;
  } catch {
    return payload;
  }
}
