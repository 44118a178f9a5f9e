import type { LambdaContext } from 'hono/aws-lambda';
import { NAMES } from '../../contract/names';
import { credentialsOf } from '../../local-aws/src/lambda/access-keys';
import { httpEvent } from '../handlers/api/served-api';
import { type AwsOfTheStacks, startAwsOfTheStacks } from './aws-of-the-stacks';

/** Every list and the summary; each must be answered before anything was ever recorded. */
const QUESTIONS = [
  '/v1/stock',
  '/v1/inventory',
  '/v1/tags/unknown',
  '/v1/events?from=2026-11-01T00:00:00Z',
  '/v1/analytics/daily?from=2026-11-01&to=2026-11-02',
  '/v1/analytics/hours?from=2026-11-01&to=2026-11-02',
  '/v1/analytics/titles?from=2026-11-01&to=2026-11-02',
  '/v1/analytics/durations?from=2026-11-01&to=2026-11-02',
  '/v1/status',
  '/v1/summary',
];

describe('a stage that was just deployed', () => {
  const environment = process.env;
  let aws: AwsOfTheStacks;
  beforeAll(async () => {
    aws = await startAwsOfTheStacks();
    const api = aws.model.functions.find(({ name }) => name === NAMES.function('local', 'api'));
    const { accessKeyId, secretAccessKey } = credentialsOf(NAMES.role('local', 'api'));
    process.env = {
      ...environment,
      ...api?.environment,
      AWS_REGION: aws.model.region,
      AWS_ENDPOINT_URL: aws.as('').endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
  });
  afterAll(async () => {
    process.env = environment;
    await aws.stop();
  });

  it.each(QUESTIONS)('answers %s by the rights of its own role', async (path) => {
    const { handler } = jest.requireActual<typeof import('../../handlers/api')>('../../handlers/api');
    const event = httpEvent('GET', path, {}) as unknown as Parameters<typeof handler>[0];
    const { statusCode, body } = await handler(event, {} as LambdaContext);
    expect([statusCode, JSON.parse(body).code]).toEqual([200, undefined]);
  });
});
