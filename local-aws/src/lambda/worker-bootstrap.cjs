'use strict';
// Runs inside a worker process, in plain JavaScript so that forking needs no loader.
// argv: the unpacked bundle's folder, the handler ("index.handler").
const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [root, handlerName] = process.argv.slice(2);
let currentId;

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when a worker ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const describeError = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

function die(errorType, error) {
  process.stderr.write(`${errorType} ${error instanceof Error ? error.stack : String(error)}\n`);
  const { errorMessage, trace } = describeError(error);
  const message =
    currentId === undefined
      ? { kind: 'init-error', error: { errorType, errorMessage, trace } }
      : { kind: 'failed', id: currentId, error: { errorType, errorMessage, trace } };
  if (!process.connected) process.exit(1);
  process.send(message, () => process.exit(1));
}
process.on('uncaughtException', (error) => die('Runtime.UncaughtException', error));
process.on('unhandledRejection', (error) => die('Runtime.UnhandledPromiseRejection', error));

async function loadHandler() {
  const dot = handlerName.lastIndexOf('.');
  const base = path.join(root, handlerName.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync);
  if (!file) throw new Error(`The bundle has no file ${base}.js, .mjs or .cjs.`);
  const loaded = await import(pathToFileURL(file).href);
  const name = handlerName.slice(dot + 1);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new Error(`${file} exports no function "${name}".`);
  return handler;
}

function contextOf(message) {
  return {
    awsRequestId: message.id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, message.deadlineMs - Date.now()),
  };
}

async function run(handler, message) {
  currentId = message.id;
  let answer;
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    answer = { kind: 'done', id: message.id, payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    process.stderr.write(`Invoke Error ${error instanceof Error ? error.stack : String(error)}\n`);
    answer = { kind: 'failed', id: message.id, error: describeError(error) };
  }
  currentId = undefined;
  process.send(answer);
}

loadHandler().then(
  (handler) => {
    process.on('message', (message) => void run(handler, message));
    process.send({ kind: 'ready' });
  },
  (error) => die('Runtime.ImportModuleError', error),
);
