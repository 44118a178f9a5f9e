import { codeOf, commandFixture } from './command-fixture';

const fixture = commandFixture();
const { aBookOf, aCopyOf, fresh } = fixture;

describe('a scan entered by hand', () => {
  it('says at once what it meant', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    fixture.served.setNow('2026-03-20T12:00:30.000Z');
    const { status, body } = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    expect([status, body]).toEqual([
      201,
      {
        tagId,
        scanId: expect.stringMatching(/^desk-/),
        readerId: 'desk:ann',
        mode: 'toggle',
        outcome: 'borrowed',
        bookId,
        statusAfter: 'on-loan',
        eventId: `scan#${body.scanId}`,
        effectiveAt: '2026-03-20T12:00:30.000Z',
        recordedAt: '2026-03-20T12:00:30.000Z',
      },
    ]);
    const again = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    expect(again.body.outcome).toBe('repeat');
  });

  it('counts when it happened', async () => {
    const tagId = await aCopyOf(await aBookOf());
    fixture.served.setNow('2026-03-20T14:00:00.000Z');
    const scan = { mode: 'checkout', scannedAt: '2026-03-20T14:30:00.123456+01:00' };
    const { body } = await fixture.served.post(`/v1/tags/${tagId}/scans`, scan);
    expect(body).toMatchObject({
      outcome: 'borrowed',
      effectiveAt: '2026-03-20T13:30:00.123Z',
      recordedAt: '2026-03-20T14:00:00.000Z',
    });
  });

  it.each([
    ['2026-03-20T12:05:00.000Z', 201],
    ['2026-03-20T12:05:00.001Z', 422],
    ['2025-02-13T12:00:00.000Z', 201],
    ['2025-02-13T11:59:59.999Z', 422],
  ])('at %s is answered with %d', async (scannedAt, status) => {
    const answer = await fixture.served.post(`/v1/tags/${fresh('tag')}/scans`, { mode: 'toggle', scannedAt });
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.body.code).toBe('scanned-at-out-of-range');
    else expect(answer.body.outcome).toBe('unknown-tag');
  });
});

describe('voiding a scan', () => {
  it('happens once, of a scan that there is', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const { body: scan } = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    const path = `/v1/tags/${tagId}/scans/${scan.scanId}/void`;
    expect(await fixture.served.post(path, { reason: 'by mistake' })).toMatchObject({
      status: 201,
      body: { tagId, scanId: scan.scanId, reason: 'by mistake', eventId: `void#${scan.scanId}` },
    });
    const second = await fixture.served.post(path, { reason: 'once more' });
    expect(codeOf(second)).toEqual([409, 'already-voided']);
    expect(second.body.detail).toContain('by ann');
    const unknown = await fixture.served.post(`/v1/tags/${tagId}/scans/nowhere/void`, { reason: 'x' });
    expect(codeOf(unknown)).toEqual([404, 'unknown-scan']);
    const timeline = await fixture.served.get(`/v1/inventory/${tagId}/timeline`);
    expect(timeline.body.entries.map(({ outcome }: { outcome?: string }) => outcome)).toContain('voided');
    expect(timeline.body.state.status).toBe('available');
  });
});
