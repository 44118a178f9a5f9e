import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copiesToLabel, type WhichCopies } from '../../../ops/labels/copies-to-label';

/** A small API: what it answers by path, and which were asked. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/stock?&limit=200': { items: [{ bookId: 'b/1', name: 'One' }], cursor: 'c1' },
  '/v1/stock?&limit=200&cursor=c1': { items: [{ bookId: 'b-2', name: 'Two' }], cursor: null },
  '/v1/inventory?&limit=200': {
    items: [
      { tagId: 't1', bookId: 'b/1', status: 'available' },
      { tagId: 't2', bookId: 'b-2', status: 'on-loan' },
      { tagId: 't3', bookId: 'b-2', status: 'retired' },
      { tagId: 't4', status: 'unassigned' },
    ],
    cursor: null,
  },
  '/v1/inventory?bookId=b%2F1&limit=200': {
    items: [
      { tagId: 't1', bookId: 'b/1', status: 'available' },
      { tagId: 't2', bookId: 'b-2', status: 'on-loan' },
    ],
    cursor: null,
  },
  '/v1/inventory/t2': { tagId: 't2', bookId: 'b-2', status: 'on-loan' },
  '/v1/inventory/t1': { tagId: 't1', bookId: 'b/1', status: 'available' },
  '/v1/inventory/t3': { tagId: 't3', bookId: 'b-2', status: 'retired' },
  '/v1/books/b%2F1': { bookId: 'b/1', name: 'One' },
  '/v1/books/b-2': { bookId: 'b-2', name: 'Two' },
};

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = ANSWERS[request.url ?? ''];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(JSON.stringify(answer ?? { status: 404, detail: `There is no ${request.url}.` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const asked = (which: Partial<WhichCopies>) =>
  copiesToLabel(
    { url, token: 't' },
    { books: undefined, tags: undefined, ...which },
    new AbortController().signal,
  );

describe('the copies to label', () => {
  it('are all of every page that are on the shelf or on loan, with their titles', async () => {
    expect(await asked({})).toEqual([
      { tagId: 't1', title: 'One' },
      { tagId: 't2', title: 'Two' },
    ]);
  });

  it('are those that a book has now, and those named, each once', async () => {
    expect(await asked({ books: ['b/1'] })).toEqual([{ tagId: 't1', title: 'One' }]);
    expect(await asked({ books: ['b/1'], tags: ['t2', 't1', 't2'] })).toEqual([
      { tagId: 't1', title: 'One' },
      { tagId: 't2', title: 'Two' },
    ]);
  });

  it('are refused with every book and copy that there is not', async () => {
    await expect(asked({ books: ['no'], tags: ['t3', 'none', 't1'] })).rejects.toThrow(
      'There is no /v1/books/no. Tag t3 is no copy of a book: it is retired. There is no /v1/inventory/none.',
    );
  });
});
