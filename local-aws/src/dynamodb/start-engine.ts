import { mkdir } from 'node:fs/promises';
import { dynamoDbLocal } from './dynamodb-local';
import { dynoxide, dynoxideInMemory, findDynoxide } from './dynoxide';
import type { EngineProgram } from './engine-program';
import { runUntilReady } from './run-until-ready';

export type Engine = {
  readonly kind: EngineProgram['kind'] | 'external';
  readonly endpoint: string;
  /** Resolves when the engine has ended, wanted or not; never for an external one. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

export type EngineChoice = {
  /** `dynoxide`, `dynamodb-local` or the URL of any DynamoDB endpoint. Left out: dynoxide where there is one. */
  readonly choice?: string | undefined;
  /** What a person changes to choose another; named in errors. */
  readonly setting?: string;
};

export type EngineSetup = EngineChoice & {
  /** Where the engine keeps its data and log; made if it is not there. */
  readonly directory: string;
  /** Keeps the data in memory: quicker to start, and gone when it ends. */
  readonly inMemory?: boolean;
};

type Where = { readonly directory: string; readonly inMemory: boolean; readonly setting: string };

/** Starts the DynamoDB of the local stack. Its data outlives it, unless it is in memory, and it does not
 *  outlive this process. Errors: an Error that says what is missing. */
export async function startEngine({
  directory,
  choice,
  inMemory = false,
  setting = 'the choice of an engine',
}: EngineSetup): Promise<Engine> {
  if (choice !== undefined && /^https?:\/\//.test(choice)) return externalEngine(choice);
  await mkdir(directory, { recursive: true });
  return await runUntilReady(chooseProgram(choice, { directory, inMemory, setting }), directory);
}

function chooseProgram(choice: string | undefined, where: Where): EngineProgram {
  const binary = findDynoxide();
  switch (choice) {
    case undefined:
    case '':
      return binary === undefined ? dynamoDbLocal(where) : dynoxideAt(binary, where);
    case 'dynamodb-local':
      return dynamoDbLocal(where);
    case 'dynoxide':
      if (binary === undefined) throw new Error('dynoxide is only there for Linux on x64.');
      return dynoxideAt(binary, where);
    default:
      throw new Error(
        `${where.setting} is "${choice}"; it may be dynoxide, dynamodb-local or the URL of an endpoint.`,
      );
  }
}

const dynoxideAt = (binary: string, { directory, inMemory }: Where): EngineProgram =>
  inMemory ? dynoxideInMemory(binary) : dynoxide(binary, directory);

function externalEngine(url: string): Engine {
  return {
    kind: 'external',
    endpoint: url.replace(/\/$/, ''),
    ended: new Promise(() => undefined),
    stop: async () => undefined,
  };
}
