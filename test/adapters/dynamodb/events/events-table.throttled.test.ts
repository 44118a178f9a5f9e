import { eventsTable } from '../../../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../../../adapters/dynamodb/requests/dynamodb-client';
import { aTagScanned } from '../../../support/events';
import { FAKE_ACCESS, type FakeRequest, startFakeAws } from '../../../support/fake-aws';

const eventIdOf = (statement: { Parameters: { S?: string }[] }) => statement.Parameters[1]?.S ?? '';
const statementsOf = ({ body }: FakeRequest): { Statement: string; Parameters: { S?: string }[] }[] =>
  JSON.parse(body).Statements;

describe('an Events table under pressure', () => {
  /** Errors to answer, by event, one after another. */
  const errors = new Map<string, string[]>();
  let fake: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    fake = await startFakeAws((request) => ({
      body: JSON.stringify({
        Responses: statementsOf(request).map((statement) => {
          const code = errors.get(eventIdOf(statement))?.shift();
          return code === undefined ? {} : { Error: { Code: code, Message: 'as scripted' } };
        }),
      }),
    }));
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    errors.clear();
    fake.requests.length = 0;
  });
  const pauses: number[] = [];
  const log = () =>
    eventsTable(
      createDynamoDbClient({ endpoint: fake.endpoint, maxAttempts: 1, ...FAKE_ACCESS }),
      'events',
      async (attempt) => {
        pauses.push(attempt);
      },
    );
  const events = ['a', 'b', 'c'].map((scanId) => aTagScanned({ scanId }));

  it('is sent only what it throttled again, and the others have their answers', async () => {
    errors.set('scan#b', ['ThrottlingError', 'ProvisionedThroughputExceeded', 'InternalServerError']);
    errors.set('scan#c', ['DuplicateItem']);
    expect(await log().insert(events)).toEqual(['inserted', 'inserted', 'exists']);
    expect(fake.requests.map((request) => statementsOf(request).map(eventIdOf))).toEqual([
      ['scan#a', 'scan#b', 'scan#c'],
      ['scan#b'],
      ['scan#b'],
      ['scan#b'],
    ]);
    expect(pauses).toEqual([1, 2, 3]);
  });

  it.each(['DuplicateItem', 'DuplicateItemException'])('that says %s has the event already', async (code) => {
    errors.set('scan#a', [code]);
    expect(await log().insert(events)).toEqual(['exists', 'inserted', 'inserted']);
  });

  it('that throttles without end fails, and says of which event', async () => {
    errors.set('scan#b', Array(99).fill('ThrottlingError'));
    await expect(log().insert(events)).rejects.toThrow(
      'tag#386103974449 scan#b was not inserted: ThrottlingError: as scripted',
    );
    expect(fake.requests).toHaveLength(8);
  });

  it.each(['ValidationError', 'AccessDenied', 'ResourceNotFound'])(
    'that says %s is not asked again',
    async (code) => {
      errors.set('scan#b', [code]);
      await expect(log().insert(events)).rejects.toThrow(`scan#b was not inserted: ${code}`);
      expect(fake.requests).toHaveLength(1);
    },
  );

  it('is sent one request for 25 events, and a double never', async () => {
    const many = Array.from({ length: 51 }, (_, n) => aTagScanned({ scanId: `s${n}` }));
    await log().insert([...many, ...many]);
    expect(fake.requests.map((request) => statementsOf(request).length)).toEqual([25, 25, 1]);
  });

  it('is sent nothing but inserts', async () => {
    await log().insert(events);
    const statements = fake.requests.flatMap(statementsOf).map(({ Statement }) => Statement);
    expect(new Set(statements.map((statement) => statement.slice(0, 27)))).toEqual(
      new Set([`INSERT INTO "events" VALUE `]),
    );
  });
});
