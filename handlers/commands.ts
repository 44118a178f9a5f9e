import { randomUUID } from 'node:crypto';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import { readSettings } from '../contract/settings';
import { apiStores } from '../wiring/api-stores';
import { readOnlyGenerations } from '../wiring/generations';
import { createCommands } from './api/create-api';
import { QUESTION_LIMITS } from './api/question-limits';
import { faultLog, httpHandler } from './lib/http-handler';
import { triesOf } from './lib/in-time';

const settings = readSettings('commands', process.env);
const library = {
  client: createDynamoDbClient(triesOf('commands')),
  tables: settings.tables,
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
};
const { log, modelsOf, answers } = apiStores(library);

/** Takes commands. */
export const handler = httpHandler(
  createCommands({
    log,
    modelsOf,
    answers,
    generations: readOnlyGenerations(library),
    limits: QUESTION_LIMITS,
    now: systemClock,
    newId: randomUUID,
    onFault: faultLog('commands'),
  }),
);
