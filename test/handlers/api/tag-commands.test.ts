import { codeOf, commandStand } from './command-stand';
import { NOW } from './served-api';

const stand = commandStand();
const { aBookOf, aCopyOf, fresh } = stand;

describe('assigning a tag', () => {
  it('needs a registered book and a free tag, or replace', async () => {
    const [first, second] = [await aBookOf(), await aBookOf()];
    const tagId = fresh('tag');
    expect(codeOf(await stand.served.post('/v1/tags', { tagId, bookId: 'nowhere' }))).toEqual([
      404,
      'unknown-book',
    ]);
    expect(await stand.served.post('/v1/tags', { tagId, bookId: first })).toMatchObject({
      status: 201,
      body: { tagId, bookId: first, eventId: 'assign#000001', effectiveAt: NOW },
    });
    const taken = await stand.served.post('/v1/tags', { tagId, bookId: second });
    expect(codeOf(taken)).toEqual([409, 'tag-assigned']);
    expect(taken.body.detail).toContain(first);
    expect(await stand.served.post('/v1/tags', { tagId, bookId: second, replace: true })).toMatchObject({
      status: 201,
      body: { bookId: second, eventId: 'assign#000002' },
    });
  });

  it('takes the number that a reader shows for a tag', async () => {
    const { body } = await stand.served.post('/v1/tags', { tagId: 386103974449, bookId: await aBookOf() });
    expect(body.tagId).toBe('386103974449');
  });

  it('lets one of two at once win, and both with replace', async () => {
    const [first, second] = [await aBookOf(), await aBookOf()];
    const once = fresh('tag');
    const both = await Promise.all(
      [first, second].map((bookId) => stand.served.post('/v1/tags', { tagId: once, bookId })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'tag-assigned'],
    ]);
    const twice = fresh('tag');
    const replaced = await Promise.all(
      [first, second].map((bookId) => stand.served.post('/v1/tags', { tagId: twice, bookId, replace: true })),
    );
    expect(replaced.map(({ body }) => body.eventId).sort()).toEqual(['assign#000001', 'assign#000002']);
  });

  it('brings back a retired tag, although the clock stands still or is a little behind', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    await stand.served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' });
    stand.served.setNow('2026-03-20T11:59:59.000Z');
    expect(await stand.served.post('/v1/tags', { tagId, bookId })).toMatchObject({
      status: 201,
      body: { effectiveAt: '2026-03-20T12:00:00.002Z', recordedAt: '2026-03-20T11:59:59.000Z' },
    });
    const { body } = await stand.served.get(`/v1/inventory/${tagId}/timeline`);
    expect(body.state.status).toBe('available');
  });
});

describe('retiring a tag', () => {
  it('happens once while it is a copy', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const retire = () => stand.served.post(`/v1/tags/${tagId}/retire`, { reason: 'damaged' });
    expect(await retire()).toMatchObject({
      status: 201,
      body: { tagId, reason: 'damaged', eventId: 'retire#000001' },
    });
    expect(codeOf(await retire())).toEqual([409, 'tag-retired']);
    expect(codeOf(await stand.served.post('/v1/tags/nobody/retire', { reason: 'lost' }))).toEqual([
      404,
      'unknown-tag',
    ]);
    const stray = fresh('tag');
    await stand.served.post(`/v1/tags/${stray}/scans`, { mode: 'toggle' });
    expect(codeOf(await stand.served.post(`/v1/tags/${stray}/retire`, { reason: 'lost' }))).toEqual([
      409,
      'tag-not-assigned',
    ]);
  });

  it('lets one of two at once win', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const both = await Promise.all(
      ['lost', 'withdrawn'].map((reason) => stand.served.post(`/v1/tags/${tagId}/retire`, { reason })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'tag-retired'],
    ]);
  });
});
