import { codeOf, commandFixture } from './command-fixture';

const fixture = commandFixture();
const { aBookOf, aCopyOf, fresh } = fixture;
const HALF = 'a \ud83d of a pair';

describe('half a character (a lone surrogate)', () => {
  it.each([
    ['name', { name: HALF, author: 'A' }],
    ['author', { name: 'N', author: HALF }],
    ['isbn', { name: 'N', author: 'A', isbn: HALF }],
    ['bookId', { bookId: HALF, name: 'N', author: 'A' }],
  ])('in the %s of a book is refused with its place', async (field, book) => {
    for (const key of [undefined, fresh('key')]) {
      const answer = await fixture.served.call('POST', '/v1/books', { body: book, ...(key && { key }) });
      expect(codeOf(answer)).toEqual([400, 'invalid-request']);
      expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([`json.${field}`]);
    }
  });

  it('is told along with every other reason', async () => {
    const { body } = await fixture.served.post('/v1/books', { name: HALF, author: '' });
    expect(body.errors).toEqual([
      { path: 'json.name', message: 'holds half a character (a lone surrogate)' },
      { path: 'json.author', message: 'must not be empty' },
    ]);
  });

  it('in a change, a reason or a name of a field is refused too', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    const { body: scan } = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    const refused = [
      await fixture.served.call('PATCH', `/v1/books/${bookId}`, { body: { name: HALF } }),
      await fixture.served.post(`/v1/books/${bookId}/withdraw`, { reason: HALF }),
      await fixture.served.post(`/v1/tags/${tagId}/scans/${scan.scanId}/void`, { reason: HALF }),
      await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle', [HALF]: 1 }),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => [400, 'invalid-request']));
  });

  it('in a cursor makes it none', async () => {
    const cursor = Buffer.from('["stock","\\ud83d"]').toString('base64url');
    const answer = await fixture.served.get(`/v1/stock?cursor=${cursor}`);
    expect(codeOf(answer)).toEqual([400, 'invalid-cursor']);
  });

  it('a whole character of two halves is taken', async () => {
    const { status, body } = await fixture.served.post('/v1/books', { name: 'Emma 📚', author: 'A' });
    expect([status, body.name]).toEqual([201, 'Emma 📚']);
  });
});
