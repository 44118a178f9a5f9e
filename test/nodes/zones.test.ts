import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeLocalFile } from '../../ops/lib/local-file';
import { type LocalStack, startLocalStack } from '../../stack/start-local-stack';
import { type NodeRelease, otherNode } from './other-nodes';

const BIN = resolve(__dirname, '../../bin/shelflog.js');
const DIFFERENCE = {
  timeZone: 'America/Vancouver',
  recorded: '2025c',
  here: '2026c',
  from: '2026-11-01T09:00:00.000Z',
  to: '2036-01-01T00:00:00.000Z',
};

type Answer = { readonly code: number; readonly text: string };

/** A library in Vancouver, whose stack runs on this Node. */
describe('a library whose read models Node 20 has written, on 2026-11-27T07:30Z', () => {
  let folder: string;
  let stack: LocalStack;
  beforeAll(async () => {
    expect(process.versions['tz']).toBe('2025c');
    folder = await mkdtemp(join(tmpdir(), 'shelflog-nodes-'));
    stack = await startLocalStack({
      dataDir: join(folder, 'data'),
      log: () => {},
      settings: { wishedHttpPort: 0, wishedMqttPort: 0 },
      overrides: { libraryTimeZone: 'America/Vancouver' },
    });
    await writeLocalFile(folder, { ...stack.info, pid: process.pid, stage: 'local' });
    await writeFile(join(folder, 'books.csv'), 'book_id,name,author,isbn\nb,Emma,Jane Austen,\n');
    await writeFile(join(folder, 'tags.csv'), 'tag_id,book_id,assigned_at\nT1,b,2026-11-20\n');
    await writeFile(
      join(folder, 'loans.csv'),
      'tag_id,borrowed_at,returned_at\nT1,2026-11-26 23:30,2026-11-27 12:00\n',
    );
    for (const kind of ['books', 'tags', 'loans']) {
      expect(await on('20', 'import', kind, `${kind}.csv`)).toMatchObject({ code: 0 });
    }
    await projected();
  });
  afterAll(async () => {
    await stack?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const on = (release: NodeRelease, ...args: string[]): Promise<Answer> =>
    new Promise((done) => {
      const options = { cwd: folder, maxBuffer: 2 ** 26 };
      execFile(otherNode(release), [BIN, ...args], options, (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        done({ code, text: stdout + stderr });
      });
    });
  const json = async (release: NodeRelease, ...args: string[]) => {
    const { code, text } = await on(release, ...args, '--json');
    const at = text.indexOf('{');
    return { code, answer: JSON.parse(text.slice(at, text.lastIndexOf('}') + 1)) };
  };
  const projected = async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      const { text } = await on('20', 'status');
      if ((text.match(/up to date/g) ?? []).length === 2) return;
      await sleep(1_000);
    }
    throw new Error('The projections do not catch up.');
  };

  it('is verified on Node 20 with no difference at all', async () => {
    const { code, answer } = await json('20', 'verify');
    expect(code).toBe(0);
    expect(answer).toMatchObject({ differences: 0, zoneDifference: null });
  });

  it.each(['22', '24'] as const)('is verified on Node %s: its zone differs, and no row', async (release) => {
    const { code, answer } = await json(release, 'verify');
    expect(code).toBe(0);
    expect(answer).toMatchObject({ differences: 0, drift: [], zoneDifference: DIFFERENCE });
  });

  it('says so on Node 22 in status and export, and files the loan on the same day', async () => {
    const words = 'what is served was read by 2025c of the time-zone data, this Node has 2026c';
    expect((await on('22', 'status')).text).toContain(words);
    const { answer } = await json('22', 'export', '--date', '2026-11-26');
    expect(answer).toMatchObject({ zoneDifference: DIFFERENCE });
    expect(answer.files).toContain('loans/dt=2026-11-26/loans.csv');
  });

  it('knows the same file on Node 22, which is told first that the rules differ', async () => {
    const { text } = await on('22', 'import', 'loans', 'loans.csv');
    expect(text).toContain("Times without an offset are read by 2025c; --zone-rules here takes this Node's.");
    expect(text).toContain('0 new (0 events), 1 known, 0 refused');
  });

  it('gives the file other instants only when it is told so', async () => {
    const { answer } = await json('22', 'import', 'loans', 'loans.csv', '--zone-rules', 'here');
    expect(answer.known).toBe(0);
    await projected();
  });

  it('is not rebuilt by older rules than it was unless asked to', async () => {
    expect(await on('22', 'rebuild')).toMatchObject({ code: 0 });
    expect((await json('22', 'verify')).answer).toMatchObject({ differences: 0, zoneDifference: null });
    const refused = await on('20', 'rebuild');
    expect(refused.code).toBe(2);
    expect(refused.text).toContain('Those of this Node are the older ones');
    expect((await json('20', 'verify')).answer).toMatchObject({
      differences: 0,
      zoneDifference: { ...DIFFERENCE, recorded: '2026c', here: '2025c' },
    });
    expect(await on('20', 'rebuild', '--zone-rules', 'served')).toMatchObject({ code: 0 });
    expect(await on('20', 'rebuild', '--zone-rules', 'here')).toMatchObject({ code: 0 });
  }, 600_000);
});
