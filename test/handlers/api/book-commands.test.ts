import { codeOf, commandFixture } from './command-fixture';
import { NOW } from './served-api';

const fixture = commandFixture();
const { aBookOf, aCopyOf, fresh } = fixture;

describe('registering a book', () => {
  it('records who did it and when', async () => {
    const bookId = fresh('book');
    const details = { name: ' Emma ', author: 'Jane Austen', isbn: ' 978-0-14-143951-8 ' };
    const { status, body } = await fixture.served.post('/v1/books', { bookId, ...details }, { user: 'ben' });
    expect([status, body]).toEqual([
      201,
      {
        bookId,
        name: 'Emma',
        author: 'Jane Austen',
        isbn: '978-0-14-143951-8',
        eventId: 'registered',
        effectiveAt: NOW,
        recordedAt: NOW,
      },
    ]);
    expect(await fixture.served.log.read(`book#${bookId}`, 'registered')).toMatchObject({
      source: { channel: 'api', by: 'ben' },
    });
  });

  it('makes up an id where none is given', async () => {
    const { body } = await fixture.served.post('/v1/books', { name: 'Emma', author: 'Jane Austen' });
    expect(body.bookId).toMatch(/^book-id-\d+-1$/);
    expect(body.isbn).toBe('');
  });

  it('refuses an id that is taken, also when two do it at once', async () => {
    const bookId = fresh('book');
    const both = await Promise.all(
      ['Emma', 'Moby Dick'].map((name) => fixture.served.post('/v1/books', { bookId, name, author: 'Anon' })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'book-exists'],
    ]);
  });
});

describe('changing a book', () => {
  it('records only what differs, and nothing if nothing does', async () => {
    const bookId = await aBookOf('Emma');
    const path = `/v1/books/${bookId}`;
    const first = await fixture.served.call('PATCH', path, {
      body: { name: 'Emma, a novel', author: 'Jane Austen' },
    });
    expect(first).toMatchObject({
      status: 200,
      body: { name: 'Emma, a novel', revision: 1, eventId: 'details#000001' },
    });
    expect((await fixture.served.log.read(`book#${bookId}`, 'details#000001'))?.data).toEqual({
      bookId,
      name: 'Emma, a novel',
    });
    const second = await fixture.served.call('PATCH', path, { body: { name: 'Emma, a novel' } });
    expect(second.body).toEqual({
      bookId,
      name: 'Emma, a novel',
      author: 'Jane Austen',
      isbn: '',
      revision: 1,
    });
  });

  it('gives two changes at once both their turn', async () => {
    const bookId = await aBookOf();
    const path = `/v1/books/${bookId}`;
    const both = await Promise.all(
      [{ name: 'Emma II' }, { isbn: '1' }].map((body) => fixture.served.call('PATCH', path, { body })),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ body }) => body.revision).sort()).toEqual([1, 2]);
    expect((await fixture.served.call('PATCH', path, { body: { isbn: '1' } })).body).toMatchObject({
      name: 'Emma II',
      isbn: '1',
      revision: 2,
    });
  });

  it('refuses an unknown book and a change of nothing', async () => {
    const unknown = await fixture.served.call('PATCH', '/v1/books/nowhere', { body: { name: 'X' } });
    expect(codeOf(unknown)).toEqual([404, 'unknown-book']);
    const nothing = await fixture.served.call('PATCH', '/v1/books/nowhere', { body: {} });
    expect(codeOf(nothing)).toEqual([400, 'invalid-request']);
  });
});

describe('withdrawing a book', () => {
  const listed = async () => {
    const { items } = await fixture.served.all('/v1/stock');
    return (items as { bookId: string }[]).map(({ bookId }) => bookId);
  };
  const show = async (bookId: string) =>
    fixture.served.project([...(await fixture.served.log.readStream(`book#${bookId}`))]);
  const withdraw = (bookId: string) =>
    fixture.served.post(`/v1/books/${bookId}/withdraw`, { reason: 'by mistake' });

  it('takes it out of the lists until it is registered again', async () => {
    const bookId = await aBookOf('Emma');
    await show(bookId);
    expect(await listed()).toContain(bookId);
    expect(await withdraw(bookId)).toMatchObject({
      status: 201,
      body: { bookId, reason: 'by mistake', eventId: 'withdraw#000001', recordedAt: NOW },
    });
    await show(bookId);
    expect(await listed()).not.toContain(bookId);
    expect(codeOf(await fixture.served.get(`/v1/stock/${bookId}`))).toEqual([404, 'unknown-book']);
    expect((await fixture.served.get(`/v1/books/${bookId}`)).body).toMatchObject({
      name: 'Emma',
      withdrawn: true,
    });
    const again = { bookId, name: 'Emma again', author: 'Jane Austen' };
    expect(await fixture.served.post('/v1/books', again)).toMatchObject({
      status: 201,
      body: { eventId: 'register#000002', name: 'Emma again' },
    });
    await show(bookId);
    expect(await listed()).toContain(bookId);
    expect((await fixture.served.get(`/v1/stock/${bookId}`)).body.name).toBe('Emma again');
    expect((await withdraw(bookId)).body.eventId).toBe('withdraw#000002');
  });

  it('is refused while it has copies, by their events, though a read model is behind', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    await fixture.served.project(await fixture.served.log.readStream(`tag#${tagId}`));
    expect(codeOf(await withdraw(bookId))).toEqual([409, 'book-has-copies']);
    await fixture.served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' });
    expect((await withdraw(bookId)).status).toBe(201);
  });

  it('is refused of a book that is unknown, or withdrawn', async () => {
    expect(codeOf(await withdraw('nowhere'))).toEqual([404, 'unknown-book']);
    const bookId = await aBookOf();
    await withdraw(bookId);
    expect(codeOf(await withdraw(bookId))).toEqual([409, 'book-withdrawn']);
  });

  it('leaves it in the lists while it has a copy after all', async () => {
    const bookId = await aBookOf();
    await withdraw(bookId);
    const tagId = await aCopyOf(bookId);
    await show(bookId);
    await fixture.served.project(await fixture.served.log.readStream(`tag#${tagId}`));
    expect(await listed()).toContain(bookId);
  });
});

describe('one book', () => {
  it('is told as of now, though the stock does not show it yet', async () => {
    const bookId = await aBookOf('Emma');
    expect((await fixture.served.get(`/v1/books/${bookId}`)).body).toEqual({
      bookId,
      name: 'Emma',
      author: 'Jane Austen',
      isbn: '',
      total: 0,
      available: 0,
      onLoan: 0,
      status: 'out-of-stock',
      withdrawn: false,
    });
    expect(codeOf(await fixture.served.get('/v1/books/nowhere'))).toEqual([404, 'unknown-book']);
  });
});
