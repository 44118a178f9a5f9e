import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { command } from '../../../ops/commands/status';
import { toText } from '../../../ops/lib/terminal';
import { runCommand } from '../run-command';

const STATUS = {
  asOf: '2026-03-02T10:00:00.000Z',
  generation: { id: 'g1', timeZone: 'Europe/Berlin' },
  projections: { circulation: { lagMs: 0 }, analytics: { lagMs: 2_500 } },
  readers: [
    { readerId: 'desk-1', lastSeenAt: '2026-03-02T09:59:00.000Z', state: 'online', spoolDepth: 3 },
    { readerId: 'evil\n\u001b[2Jdesk-2', version: '1.0\u202e0.9\u009b31m' },
  ],
  quarantine: { badInput: 2 },
  deadLetters: { 'append-events': 0 },
};

describe('shelflog status', () => {
  let server: Server;
  let statusCode = 200;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify(STATUS));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it('has a line for each projection, reader and place, whatever a reader says of itself', async () => {
    const { port } = server.address() as AddressInfo;
    const { lines } = await runCommand(command, [], {
      target: { api: { url: `http://127.0.0.1:${port}`, token: 'x' } },
    });
    expect(toText(lines)).toBe(`As of 2026-03-02T10:00:00.000Z, generation g1, library time Europe/Berlin
Inventory and Stock  up to date
Analytics            2.5 s behind

reader                 last heard                state   spooled  version
desk-1                 2026-03-02T09:59:00.000Z  online  3
evil\\n\\u001b[2Jdesk-2                                             1.0\\u202e0.9\\u009b31m

waits for a person           count
quarantine: badInput         2
dead letters: append-events  0
`);
  });

  describe('of a stack on this machine', () => {
    const problem = 'The disk could not be written: it takes nothing more. Make room.';
    const asked = () => {
      const { port } = server.address() as AddressInfo;
      return runCommand(command, [], {
        target: { api: { url: `http://127.0.0.1:${port}`, token: 'x' }, local: { dataDir: '/', problem } },
      });
    };
    afterEach(() => {
      statusCode = 200;
    });

    it('says first what a person must do', async () => {
      const { lines, json } = await asked();
      expect(lines.slice(0, 3)).toEqual([`! ${problem}`, '', expect.stringMatching(/^As of/)]);
      expect(json).toMatchObject({ problem, asOf: STATUS.asOf });
    });

    it('says it too where the API answers no more', async () => {
      statusCode = 500;
      await expect(asked()).rejects.toThrow(`${problem} (The API answers 500 to GET /v1/status`);
    });
  });
});
