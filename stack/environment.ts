import type { EngineChoice } from '../local-aws/src/dynamodb/start-engine';

const DYNAMODB = 'SHELFLOG_DYNAMODB';

/** Names the file to which every run of the stack adds what its roles used. */
export const USAGE_FILE = 'SHELFLOG_PERMISSIONS_RECORD';

/** The DynamoDB that the environment chooses for the local stack, tests and measurements. */
export const engineOfEnvironment = (): EngineChoice => ({ choice: process.env[DYNAMODB], setting: DYNAMODB });
