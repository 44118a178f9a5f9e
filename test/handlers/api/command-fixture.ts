import type { ApiParts } from '../../../handlers/api/api-parts';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

/** An API over a DynamoDB of the calling file, served anew for each test, and what commands begin with. */
export function commandFixture() {
  let db: TestDynamoDb;
  let served: ServedApi;
  let names = 0;
  beforeAll(async () => {
    db = await startTestDynamoDb();
  });
  afterAll(() => db.stop());
  beforeEach(() => {
    served = servedApi(db);
  });

  /** A name that no other test has used. */
  const fresh = (what: string) => {
    names += 1;
    return `${what}-${names}`;
  };
  return {
    get db() {
      return db;
    },
    get served() {
      return served;
    },
    /** Serves with other parts for the rest of the test. */
    serve(over: Partial<ApiParts>) {
      served = servedApi(db, over);
    },
    fresh,

    async aBookOf(name = 'Emma') {
      const { body } = await served.post('/v1/books', { bookId: fresh('book'), name, author: 'Jane Austen' });
      return String(body.bookId);
    },

    async aCopyOf(bookId: string) {
      const tagId = fresh('tag');
      expect(await served.post('/v1/tags', { tagId, bookId })).toMatchObject({ status: 201 });
      return tagId;
    },
  };
}

export const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
