import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import type { EventLog } from '../../../app/events/event-log';
import { codeOf, commandFixture } from './command-fixture';
import { servedApi } from './served-api';

const fixture = commandFixture();
const { aBookOf, aCopyOf, fresh } = fixture;

describe('a command whose insert the SDK repeated', () => {
  it('knows its own event', async () => {
    const table = eventsTable(fixture.db.client, fixture.db.tables.events);
    const twice: EventLog = {
      ...table,
      insert: async (events) => {
        await table.insert(events);
        return table.insert(events);
      },
    };
    fixture.serve({ log: twice });
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    const { body: scan } = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    expect(scan.tagId).toBe(tagId);
    const voided = await fixture.served.post(`/v1/tags/${tagId}/scans/${scan.scanId}/void`, { reason: 'x' });
    expect(voided.status).toBe(201);
    expect((await fixture.served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' })).status).toBe(201);
  });
});

describe('a command among others that are always first', () => {
  it('gives up after three times with conflict, and keeps no answer', async () => {
    const bookId = await aBookOf();
    const tagId = fresh('tag');
    const key = fresh('key');
    const crowded = servedApi(fixture.db, {
      log: { ...fixture.served.log, insert: async (events) => events.map(() => 'exists' as const) },
    });
    const assign = { body: { tagId, bookId }, key };
    expect(codeOf(await crowded.call('POST', '/v1/tags', assign))).toEqual([409, 'conflict']);
    expect((await fixture.served.call('POST', '/v1/tags', assign)).status).toBe(201);
  });
});
