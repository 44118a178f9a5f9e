import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { LibraryEvent } from '../../../../domain/events';
import type { ScanVoided } from '../../../../domain/tag/events';
import { command } from '../../../../ops/commands/audit/timeline';
import type { Answer } from '../../../../ops/lib/command';
import { WorkFailed } from '../../../../ops/lib/failure';
import { toText } from '../../../../ops/lib/terminal';
import { aBook, anAssignment, aRetirement, aScan, at, aVoid } from '../../../domain/builders';
import { type ServedApi, servedApi } from '../../../handlers/api/served-api';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';
import { runCommand } from '../../run-command';

function withReason(event: ScanVoided, reason: string): ScanVoided {
  return { ...event, data: { ...event.data, reason } };
}
/** Berlin is an hour ahead of these times: 23:30 is of the next day there. */
const scan = (scanId: string, tagId: string, when: string, readerId: string, recordedAt = when) =>
  aScan(when, { scanId, tagId, readerId, recordedAt });
const HISTORY: readonly LibraryEvent[] = [
  aBook(at('07:00'), 'book-a'),
  anAssignment(at('08:00'), 'book-a', 1, { tagId: 't-1' }),
  anAssignment(at('08:00'), 'book-b', 1, { tagId: 't-2' }),
  scan('s1', 't-1', at('09:00'), 'desk-1'),
  scan('s2', 't-1', at('09:00:05'), 'desk-1'),
  // A day and a half late, of a reader that was offline.
  scan('s3', 't-1', at('12:00'), 'desk-1', at('22:00', '2026-03-03')),
  scan('s4', 't-2', at('10:00'), 'desk-2'),
  aVoid(at('09:00', '2026-03-05'), 's4', { tagId: 't-2' }),
  scan('s5', 't-9', at('11:00'), 'desk-1'),
  scan('s6', 't-1', at('23:30'), 'desk-2'),
  aRetirement(at('09:00', '2026-03-06'), 1, { tagId: 't-2' }),
  withReason(aVoid(at('10:00', '2026-03-06'), 's9', { tagId: 't-3' }), 'lost\r\n=cmd,"\u001b[2J\u202e'),
];
const NOW = new Date('2026-03-20T12:00:00.000Z');

const documentOf = z.object({
  asked: z.record(z.string(), z.unknown()),
  entries: z.array(
    z.looseObject({
      tagId: z.string(),
      eventId: z.string(),
      effectiveAt: z.string(),
      recordedAt: z.string(),
      outcome: z.string().optional(),
      marks: z.string(),
      statusAfter: z.string(),
    }),
  ),
});

describe('audit timeline', () => {
  let db: TestDynamoDb;
  let served: ServedApi;
  let server: Server;
  beforeAll(async () => {
    // Only the date stands: the command asks for everything recorded up to now.
    jest.useFakeTimers({
      now: NOW,
      doNotFake: [
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'hrtime',
      ],
    });
    db = await startTestDynamoDb();
    served = servedApi(db);
    await served.record(HISTORY);
    server = createServer(async (request, response) => {
      const { status, body } = await served.call('GET', request.url ?? '/', { groups: 'viewer' });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    jest.useRealTimers();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await db.stop();
  });

  const run = (...argv: readonly string[]): Promise<Answer> => {
    const { port } = server.address() as AddressInfo;
    return runCommand(command, argv, {
      target: { timeZone: 'Europe/Berlin', api: { url: `http://127.0.0.1:${port}`, token: 'x' } },
    });
  };
  /** `tag event outcome marks -> status`, a line an entry. */
  const entriesOf = async (...argv: readonly string[]) =>
    documentOf
      .parse((await run(...argv)).json)
      .entries.map(({ tagId, eventId, outcome, marks, statusAfter }) =>
        [tagId, eventId, outcome, marks, '->', statusAfter].filter(Boolean).join(' '),
      );

  const ALL_OF_T1 = [
    't-1 assign#000001 -> available',
    't-1 scan#s1 borrowed -> on-loan',
    't-1 scan#s2 repeat REPEAT -> on-loan',
    't-1 scan#s3 returned LATE -> available',
    't-1 scan#s6 borrowed -> on-loan',
  ];
  const VOIDED = ['t-2 scan#s4 voided VOIDED -> available', 't-2 void#s4 -> available'];

  it.each<[string, string[], string[]]>([
    ['of a tag', ['--tag', 't-1'], ALL_OF_T1],
    [
      'of all copies of a book',
      ['--book', 'book-b'],
      ['t-2 assign#000001 -> available', ...VOIDED, 't-2 retire#000001 -> retired'],
    ],
    [
      'of a reader, with the void that somebody else gave beside the scan',
      ['--reader', 'desk-2', '--from', '2026-03-01', '--to', '2026-03-19'],
      [VOIDED[0]!, ALL_OF_T1[4]!, VOIDED[1]!],
    ],
    [
      'of a reader, where nothing is said, of the last 30 days',
      ['--reader', 'desk-1'],
      [ALL_OF_T1[1]!, ALL_OF_T1[2]!, 't-9 scan#s5 unknown-tag UNKNOWN TAG -> unassigned', ALL_OF_T1[3]!],
    ],
    [
      "of a day of the library's, which ends before 23:30 UTC",
      ['--from', '2026-03-02', '--to', '2026-03-02'],
      [
        't-1 assign#000001 -> available',
        't-2 assign#000001 -> available',
        ALL_OF_T1[1]!,
        ALL_OF_T1[2]!,
        VOIDED[0]!,
        't-9 scan#s5 unknown-tag UNKNOWN TAG -> unassigned',
        ALL_OF_T1[3]!,
        VOIDED[1]!,
      ],
    ],
    [
      'of a tag in a span of it',
      ['--tag', 't-1', '--from', '2026-03-02T10:00:00Z', '--to', '2026-03-02T13:00:00Z'],
      [ALL_OF_T1[3]!],
    ],
    [
      'of a reader on a day without anything',
      ['--reader', 'desk-1', '--from', '2026-03-10', '--to', '2026-03-11'],
      [],
    ],
    ['of a book of a reader', ['--book', 'book-a', '--reader', 'desk-2'], [ALL_OF_T1[4]!]],
    [
      'as it was true at an instant',
      ['--tag', 't-1', '--as-of', '2026-03-02T11:00:00Z'],
      ALL_OF_T1.slice(0, 3),
    ],
    [
      'as it was known on a day: the scan that came late was not, so the next one took the book back',
      ['--tag', 't-1', '--known-at', '2026-03-03T12:00:00+01:00'],
      [...ALL_OF_T1.slice(0, 3), 't-1 scan#s6 returned -> available'],
    ],
    [
      'as it was true at noon and known the day after',
      ['--tag', 't-1', '--as-of', '2026-03-02T13:00:00Z', '--known-at', '2026-03-03T12:00:00Z'],
      ALL_OF_T1.slice(0, 3),
    ],
    [
      'as it was known before a void',
      ['--tag', 't-2', '--known-at', '2026-03-04'],
      ['t-2 assign#000001 -> available', 't-2 scan#s4 borrowed -> on-loan'],
    ],
    [
      'as it was true before a void that is known by now',
      ['--tag', 't-2', '--as-of', '2026-03-04'],
      ['t-2 assign#000001 -> available', VOIDED[0]!],
    ],
    [
      'of a reader as it was known then',
      [
        '--reader',
        'desk-1',
        '--from',
        '2026-03-02',
        '--to',
        '2026-03-02',
        '--known-at',
        '2026-03-03T12:00:00Z',
      ],
      [ALL_OF_T1[1]!, ALL_OF_T1[2]!, 't-9 scan#s5 unknown-tag UNKNOWN TAG -> unassigned'],
    ],
  ])('shows what happened %s', async (_, argv, expected) => {
    expect(await entriesOf(...argv)).toEqual(expected);
  });

  it('is a table for people, with both times of each row', async () => {
    const { lines } = await run('--tag', 't-1');
    const [header, ...rows] = lines.map((line) => line.trim().split(/ {2,}/));
    expect(header).toEqual(['happened', 'recorded', 'tag', 'what', 'reader', 'by', 'book', 'then']);
    const late = rows.find((cells) => cells.includes('LATE'));
    expect(late).toEqual([
      at('12:00'),
      at('22:00', '2026-03-03'),
      't-1',
      'returned',
      'LATE',
      'desk-1',
      'test',
      'book-a',
      'available',
    ]);
    expect(rows.filter((cells) => cells[2] === 't-1')).toHaveLength(ALL_OF_T1.length);
  });

  it('says what was voided and why', async () => {
    const text = toText((await run('--book', 'book-b', '--format', 'table')).lines);
    expect(text).toMatch(/voided +VOIDED/);
    expect(text).toMatch(/void of s4: \S+/);
    expect(text).toMatch(/retired: lost/);
  });

  it('says so where there is nothing', async () => {
    expect((await run('--from', '2026-03-10', '--to', '2026-03-11')).lines).toEqual([
      'No event from 2026-03-09T23:00:00.000Z on up to 2026-03-11T22:59:59.999Z; --from and --to set the span.',
    ]);
  });

  it('is CSV with a header row, for a program or a sheet', async () => {
    const answer = await run('--tag', 't-1', '--format', 'csv');
    const lines = toText(answer.lines, answer.lineEnd).split('\r\n');
    expect(lines[0]).toBe(
      'effective_at,recorded_at,occurred_at,tag_id,event_id,type,outcome,marks,scan_id,reader_id,mode,recorded_by,reason,book_id,status_after',
    );
    expect(lines[3]).toBe(
      `${at('09:00:05')},${at('09:00:05')},${at('09:00:05')},t-1,scan#s2,TagScanned,repeat,REPEAT,s2,desk-1,toggle,test,,book-a,on-loan`,
    );
    expect(lines).toHaveLength(1 + ALL_OF_T1.length + 1);
  });

  it('given a reason that would break a line or steer a terminal, then each format shows it as text', async () => {
    const shown = async (format: string) => {
      const { lines, lineEnd } = await run('--tag', 't-3', '--format', format);
      return toText(lines, lineEnd);
    };
    expect(await shown('csv')).toContain(',"lost\\r\\n=cmd,""\\u001b[2J\\u202e",');
    expect((await shown('csv')).split('\r\n')).toHaveLength(3);
    expect(await shown('table')).toContain('void of s9: lost\\r\\n=cmd,"\\u001b[2J\\u202e');
    expect(await shown('json')).toContain(`"reason": "lost\\r\\n=cmd,\\"\\u001b[2J\\u202e"`);
  });

  it('is JSON that says what was asked', async () => {
    const { lines, json } = await run('--tag', 't-1', '--as-of', '2026-03-02', '--format', 'json');
    expect(JSON.parse(toText(lines))).toEqual(JSON.parse(JSON.stringify(json)));
    // The day ends by the library's clock.
    expect(documentOf.parse(json).asked).toMatchObject({ tag: 't-1', asOf: '2026-03-02T22:59:59.999Z' });
  });

  it.each([
    ['nothing that says whose', [], '--tag, --book, --reader'],
    ['a format that there is not', ['--tag', 't-1', '--format', 'xml'], 'table, json or csv'],
    ['a time that is none', ['--tag', 't-1', '--as-of', 'yesterday'], '--as-of "yesterday"'],
  ])('refuses %s as wrong use', async (_, argv, words) => {
    await expect(run(...argv)).rejects.toMatchObject({
      name: 'WrongUse',
      message: expect.stringContaining(words),
    });
  });

  it('tells when a tag is not known', async () => {
    await expect(run('--tag', 'nobody')).rejects.toThrow(
      new WorkFailed('Nothing was ever recorded of tag nobody.'),
    );
  });
});
