import { workerLimits } from '../../src/lambda/worker-limits';

const arn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;
const routes = [
  { routeKey: 'ANY /v1/{proxy+}', functionArn: arn('questions'), scopes: [] },
  { routeKey: 'POST /v1/{proxy+}', functionArn: arn('commands'), scopes: [] },
];
const limitOf = workerLimits(
  { httpApi: { executionArn: 'x', stageName: '$default', routes } },
  {
    functionConcurrency: 2,
    routeConcurrency: 4,
  },
);

describe('how many workers a function may have', () => {
  it.each([
    ['a function that routes invoke has more: people wait for it', 'questions', undefined, 4],
    ['any other', 'projector', undefined, 2],
    ['a smaller reserved concurrency goes before', 'projector', 1, 1],
    ['of a route too', 'commands', 3, 3],
    ['a larger one does not', 'commands', 10, 4],
    ['and each has one', 'commands', 0, 1],
  ])('%s', (_, name, reservedConcurrency, limit) => {
    expect(
      limitOf({ arn: arn(name), ...(reservedConcurrency !== undefined && { reservedConcurrency }) }),
    ).toBe(limit);
  });
});
