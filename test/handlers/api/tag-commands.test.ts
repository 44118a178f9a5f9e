import { codeOf, commandFixture } from './command-fixture';
import { NOW } from './served-api';

const fixture = commandFixture();
const { aBookOf, aCopyOf, fresh } = fixture;

describe('assigning a tag', () => {
  it('needs a registered book and a free tag, or replace', async () => {
    const [first, second] = [await aBookOf(), await aBookOf()];
    const tagId = fresh('tag');
    expect(codeOf(await fixture.served.post('/v1/tags', { tagId, bookId: 'nowhere' }))).toEqual([
      404,
      'unknown-book',
    ]);
    expect(await fixture.served.post('/v1/tags', { tagId, bookId: first })).toMatchObject({
      status: 201,
      body: { tagId, bookId: first, eventId: 'assign#000001', effectiveAt: NOW },
    });
    const taken = await fixture.served.post('/v1/tags', { tagId, bookId: second });
    expect(codeOf(taken)).toEqual([409, 'tag-assigned']);
    expect(taken.body.detail).toContain(`To make it a copy of ${second}, send "replace": true.`);
    const same = await fixture.served.post('/v1/tags', { tagId, bookId: first });
    expect(same.body.detail).toBe(`Tag ${tagId} is a copy of book ${first} already: there is nothing to do.`);
    expect(await fixture.served.post('/v1/tags', { tagId, bookId: second, replace: true })).toMatchObject({
      status: 201,
      body: { bookId: second, eventId: 'assign#000002' },
    });
  });

  it('takes the number that a reader shows for a tag', async () => {
    const { body } = await fixture.served.post('/v1/tags', { tagId: 386103974449, bookId: await aBookOf() });
    expect(body.tagId).toBe('386103974449');
  });

  it('lets one of two at once win, and both with replace', async () => {
    const [first, second] = [await aBookOf(), await aBookOf()];
    const once = fresh('tag');
    const both = await Promise.all(
      [first, second].map((bookId) => fixture.served.post('/v1/tags', { tagId: once, bookId })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'tag-assigned'],
    ]);
    const twice = fresh('tag');
    const replaced = await Promise.all(
      [first, second].map((bookId) =>
        fixture.served.post('/v1/tags', { tagId: twice, bookId, replace: true }),
      ),
    );
    expect(replaced.map(({ body }) => body.eventId).sort()).toEqual(['assign#000001', 'assign#000002']);
  });

  it('brings back a retired tag, although the clock stands still or is a little behind', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    await fixture.served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' });
    fixture.served.setNow('2026-03-20T11:59:59.000Z');
    expect(await fixture.served.post('/v1/tags', { tagId, bookId })).toMatchObject({
      status: 201,
      body: { effectiveAt: '2026-03-20T12:00:00.002Z', recordedAt: '2026-03-20T11:59:59.000Z' },
    });
    const { body } = await fixture.served.get(`/v1/inventory/${tagId}/timeline`);
    expect(body.state.status).toBe('available');
  });
});

describe('assigning a tag as of before', () => {
  it('counts from then on, with the scans since', async () => {
    const bookId = await aBookOf();
    const tagId = fresh('tag');
    fixture.served.setNow('2026-03-20T11:00:00.000Z');
    await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'checkout' });
    fixture.served.setNow(NOW);
    const assignedAt = '2026-03-20T10:00:00+01:00';
    expect(await fixture.served.post('/v1/tags', { tagId, bookId, assignedAt })).toMatchObject({
      status: 201,
      body: { effectiveAt: '2026-03-20T09:00:00.000Z', recordedAt: NOW },
    });
    const { body } = await fixture.served.get(`/v1/inventory/${tagId}/timeline`);
    expect(body.state).toMatchObject({ status: 'on-loan', borrowedAt: '2026-03-20T11:00:00.000Z' });
  });

  it.each(['2026-03-20T12:00:00.001Z', '1799-12-31T23:59:59.999Z'])(
    'is refused at %s',
    async (assignedAt) => {
      const answer = await fixture.served.post('/v1/tags', {
        tagId: fresh('tag'),
        bookId: await aBookOf(),
        assignedAt,
      });
      expect(codeOf(answer)).toEqual([422, 'assigned-at-out-of-range']);
    },
  );
});

describe('ignoring a tag', () => {
  it('hides an unknown tag and shows it again', async () => {
    const tagId = fresh('tag');
    const ignore = (ignored: boolean) => fixture.served.post(`/v1/tags/${tagId}/ignore`, { ignored });
    expect(codeOf(await ignore(true))).toEqual([404, 'unknown-tag']);
    await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    const listed = async (query = '') => {
      await fixture.served.project(await fixture.served.log.readStream(`tag#${tagId}`));
      const { body } = await fixture.served.get(`/v1/tags/unknown${query}`);
      return body.items.map((item: { tagId: string }) => item.tagId);
    };
    expect([await listed(), await listed('?ignored=true')]).toEqual([[tagId], []]);
    expect(await ignore(true)).toMatchObject({ status: 201, body: { tagId, eventId: 'ignore#000001' } });
    expect([await listed(), await listed('?ignored=true')]).toEqual([[], [tagId]]);
    expect((await ignore(true)).body).toEqual({ tagId, ignored: true });
    expect((await ignore(false)).body.eventId).toBe('ignore#000002');
    expect([await listed('?ignored=false'), await listed('?ignored=true')]).toEqual([[tagId], []]);
  });

  it('is refused for a copy', async () => {
    const tagId = await aCopyOf(await aBookOf());
    expect(codeOf(await fixture.served.post(`/v1/tags/${tagId}/ignore`, { ignored: true }))).toEqual([
      409,
      'tag-assigned',
    ]);
  });
});

describe('retiring a tag', () => {
  it('happens once while it is a copy', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const retire = () => fixture.served.post(`/v1/tags/${tagId}/retire`, { reason: 'damaged' });
    expect(await retire()).toMatchObject({
      status: 201,
      body: { tagId, reason: 'damaged', eventId: 'retire#000001' },
    });
    expect(codeOf(await retire())).toEqual([409, 'tag-retired']);
    expect(codeOf(await fixture.served.post('/v1/tags/nobody/retire', { reason: 'lost' }))).toEqual([
      404,
      'unknown-tag',
    ]);
    const stray = fresh('tag');
    await fixture.served.post(`/v1/tags/${stray}/scans`, { mode: 'toggle' });
    expect(codeOf(await fixture.served.post(`/v1/tags/${stray}/retire`, { reason: 'lost' }))).toEqual([
      409,
      'tag-not-assigned',
    ]);
  });

  it('lets one of two at once win', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const both = await Promise.all(
      ['lost', 'withdrawn'].map((reason) => fixture.served.post(`/v1/tags/${tagId}/retire`, { reason })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'tag-retired'],
    ]);
  });
});
