import { mkdir } from 'node:fs/promises';
import { dynamoDbLocal } from './dynamodb-local';
import { dynoxide, findDynoxide } from './dynoxide';
import type { EngineProgram } from './engine-program';
import { runUntilReady } from './run-until-ready';

export type Engine = {
  readonly kind: EngineProgram['kind'] | 'external';
  readonly endpoint: string;
  /** Resolves when the engine has ended, wanted or not; never for an external one. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

export type EngineSetup = {
  /** Where the engine keeps its data; made if it is not there. */
  readonly directory: string;
  /** `dynoxide`, `dynamodb-local` or the URL of any DynamoDB endpoint. Left out: dynoxide where there is one. */
  readonly choice?: string | undefined;
};

/** Starts the DynamoDB of the local stack. Its data outlives it, and it does not outlive this process.
 *  Errors: an Error that says what is missing. */
export async function startEngine({ directory, choice }: EngineSetup): Promise<Engine> {
  if (choice !== undefined && /^https?:\/\//.test(choice)) return externalEngine(choice);
  await mkdir(directory, { recursive: true });
  return await runUntilReady(chooseProgram(directory, choice), directory);
}

function chooseProgram(directory: string, choice: string | undefined): EngineProgram {
  const binary = findDynoxide();
  switch (choice) {
    case undefined:
    case '':
      return binary === undefined ? dynamoDbLocal(directory) : dynoxide(binary, directory);
    case 'dynamodb-local':
      return dynamoDbLocal(directory);
    case 'dynoxide':
      if (binary === undefined) throw new Error('dynoxide is only there for Linux on x64.');
      return dynoxide(binary, directory);
    default:
      throw new Error(
        `SHELFLOG_DYNAMODB is "${choice}"; it may be dynoxide, dynamodb-local or the URL of an endpoint.`,
      );
  }
}

function externalEngine(url: string): Engine {
  return {
    kind: 'external',
    endpoint: url.replace(/\/$/, ''),
    ended: new Promise(() => undefined),
    stop: async () => undefined,
  };
}
