import { codeOf, commandFixture } from './command-fixture';

const fixture = commandFixture();
const { aBookOf, aCopyOf } = fixture;

/** A copy that was borrowed at 12:00:10 and returned at 13:00. */
async function aLoan() {
  const bookId = await aBookOf();
  const tagId = await aCopyOf(bookId);
  const scan = async (now: string, mode: string) => {
    fixture.served.setNow(now);
    const { body } = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode });
    return String(body.scanId);
  };
  const borrow = await scan('2026-03-20T12:00:10.000Z', 'checkout');
  const giveBack = await scan('2026-03-20T13:00:00.000Z', 'return');
  const change = (scanId: string, what: 'void' | 'restore', dryRun = false, reason = 'as it was') =>
    fixture.served.post(`/v1/tags/${tagId}/scans/${scanId}/${what}${dryRun ? '?dryRun=true' : ''}`, {
      reason,
    });
  const state = async () => (await fixture.served.get(`/v1/inventory/${tagId}/timeline`)).body.state;
  return { bookId, tagId, borrow, giveBack, change, state };
}

describe('a void', () => {
  it('can be taken back and given again, as often as people change their minds', async () => {
    const { borrow, change, state } = await aLoan();
    expect((await change(borrow, 'void')).body.eventId).toBe(`void#${borrow}`);
    expect(await change(borrow, 'restore')).toMatchObject({
      status: 201,
      body: { scanId: borrow, reason: 'as it was', eventId: `restore#${borrow}#000001` },
    });
    expect(await state()).toMatchObject({ status: 'available', loanCount: 1 });
    expect((await change(borrow, 'void')).body.eventId).toBe(`void#${borrow}#000002`);
    expect(await state()).toMatchObject({ status: 'available', loanCount: 0 });
    expect((await change(borrow, 'restore')).body.eventId).toBe(`restore#${borrow}#000002`);
    expect(await state()).toMatchObject({ loanCount: 1 });
  });

  it('is taken back only where there is one', async () => {
    const { borrow, change } = await aLoan();
    expect(codeOf(await change(borrow, 'restore'))).toEqual([409, 'not-voided']);
    expect(codeOf(await change('nowhere', 'restore'))).toEqual([404, 'unknown-scan']);
    await change(borrow, 'void');
    await change(borrow, 'restore');
    expect(codeOf(await change(borrow, 'restore'))).toEqual([409, 'not-voided']);
  });

  it('is taken back once when two do it at once', async () => {
    const { borrow, change } = await aLoan();
    await change(borrow, 'void');
    const both = await Promise.all(['one', 'two'].map((reason) => change(borrow, 'restore', false, reason)));
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'not-voided'],
    ]);
  });

  it('and its restoral stand in the timeline, and count from when they were known', async () => {
    const { tagId, borrow, change } = await aLoan();
    fixture.served.setNow('2026-03-20T14:00:00.000Z');
    await change(borrow, 'void');
    fixture.served.setNow('2026-03-20T15:00:00.000Z');
    await change(borrow, 'restore');
    const loansKnownAt = async (knownAt: string, asOf = '') => {
      const path = `/v1/inventory/${tagId}/timeline?knownAt=${knownAt}${asOf && `&asOf=${asOf}`}`;
      const { body } = await fixture.served.get(path);
      return [body.state.loanCount, body.entries.map(({ type }: { type: string }) => type).slice(3)];
    };
    expect(await loansKnownAt('2026-03-20T13:30:00Z')).toEqual([1, []]);
    expect(await loansKnownAt('2026-03-20T14:30:00Z')).toEqual([0, ['ScanVoided']]);
    expect(await loansKnownAt('2026-03-20T15:30:00Z')).toEqual([1, ['ScanVoided', 'ScanRestored']]);
    expect(await loansKnownAt('2026-03-20T15:30:00Z', '2026-03-20T13:30:00Z')).toEqual([1, []]);
    expect(await loansKnownAt('2026-03-20T14:30:00Z', '2026-03-20T13:30:00Z')).toEqual([0, []]);
    const { body } = await fixture.served.get(`/v1/inventory/${tagId}/timeline`);
    expect(body.entries.at(-1)).toMatchObject({
      type: 'ScanRestored',
      scanId: borrow,
      reason: 'as it was',
      statusAfter: 'available',
    });
  });
});

describe('a dry run', () => {
  const on = (date: string, borrowed: number, returned: number) => ({ date, borrowed, returned });

  it('of the void of a return tells that the copy will be on loan again, and records nothing', async () => {
    const { bookId, giveBack, change, state } = await aLoan();
    const borrowedAt = '2026-03-20T12:00:10.000Z';
    const returnedAt = '2026-03-20T13:00:00.000Z';
    expect(await change(giveBack, 'void', true)).toMatchObject({
      status: 200,
      body: {
        before: { status: 'available', bookId, borrowedAt, returnedAt },
        after: { status: 'on-loan', bookId, borrowedAt },
        loans: [{ loanNo: 1, change: 'opens', borrowedAt }],
        days: [on('2026-03-20', 0, -1)],
      },
    });
    expect(await state()).toMatchObject({ status: 'available', loanCount: 1 });
    await change(giveBack, 'void');
    const { body } = await change(giveBack, 'restore', true);
    expect(body).toEqual({
      before: { status: 'on-loan', bookId, borrowedAt },
      after: { status: 'available', bookId, borrowedAt, returnedAt },
      loans: [{ loanNo: 1, change: 'closes', borrowedAt, returnedAt }],
      days: [on('2026-03-20', 0, 1)],
    });
  });

  it('of the void of a borrow tells that the loan goes, with its return', async () => {
    const { bookId, borrow, change } = await aLoan();
    const { body } = await change(borrow, 'void', true);
    expect(body).toEqual({
      before: expect.objectContaining({ status: 'available' }),
      after: { status: 'available', bookId },
      loans: [
        {
          loanNo: 1,
          change: 'goes',
          borrowedAt: '2026-03-20T12:00:10.000Z',
          returnedAt: '2026-03-20T13:00:00.000Z',
        },
      ],
      days: [on('2026-03-20', -1, -1)],
    });
  });

  it('needs no reason, is refused as the command would be, and takes no idempotency key', async () => {
    const { tagId, borrow, change } = await aLoan();
    const path = `/v1/tags/${tagId}/scans/${borrow}/void`;
    const key = fixture.fresh('key');
    const dry = await fixture.served.call('POST', `${path}?dryRun=true`, { body: {}, key });
    expect(dry.status).toBe(200);
    expect((await fixture.served.call('POST', path, { body: { reason: 'x' }, key })).status).toBe(201);
    expect(codeOf(await change(borrow, 'void', true))).toEqual([409, 'already-voided']);
    const without = await fixture.served.post(path, {});
    expect(codeOf(without)).toEqual([400, 'invalid-request']);
    expect(without.body.errors).toEqual([{ path: 'json.reason', message: 'is missing: say why' }]);
    const odd = await fixture.served.post(`${path}?dryRun=yes`, { reason: 'x' });
    expect(codeOf(odd)).toEqual([400, 'invalid-request']);
  });
});
