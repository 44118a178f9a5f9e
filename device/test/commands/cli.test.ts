import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/commands/cli';
import { nodeFiles } from '../../src/spool/node-files';
import { issue, makeAuthority, writeReaderFiles } from '../support/certificates';

describe('shelflog-reader', () => {
  let dir: string;
  let out: string[];
  let err: string[];
  let spies: jest.SpyInstance[];
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'reader-cli-'));
    [out, err] = [[], []];
    const into = (lines: string[]) => (text: unknown) => {
      lines.push(String(text));
      return true;
    };
    spies = [
      jest.spyOn(process.stdout, 'write').mockImplementation(into(out)),
      jest.spyOn(process.stderr, 'write').mockImplementation(into(err)),
    ];
    const authority = await makeAuthority('the library');
    writeReaderFiles(dir, authority.pem, await issue(authority, { commonName: 'desk-1' }));
    mkdirSync(join(dir, 'spool'));
    writeFileSync(join(dir, 's.jsonl'), '');
  });
  afterEach(() => {
    for (const spy of spies) spy.mockRestore();
    rmSync(dir, { recursive: true, force: true });
  });

  const config = (settings: object = {}) => {
    const file = join(dir, 'reader.json');
    const good = {
      readerId: 'desk-1',
      mode: 'toggle',
      endpoint: '127.0.0.1',
      port: 9,
      ca: 'ca.pem',
      cert: 'cert.pem',
      key: 'key.pem',
      spoolDir: 'spool',
      chip: { kind: 'simulated', script: 's.jsonl' },
    };
    writeFileSync(file, JSON.stringify({ ...good, ...settings }));
    return file;
  };

  it.each([
    [[]],
    [['dance']],
    [['run']],
    [['doctor']],
    [['write-tag', '--config', 'x']],
    [['setup', '--reader', 'desk-1']],
    [['run', '--config', 'x', '--fast']],
  ])('ends with 2 for %j, and says how it is called', async (argv) => {
    expect(await main(argv)).toBe(2);
    expect(err.join('')).toMatch(/Usage|--help/);
    expect(out).toEqual([]);
  });

  it.each(['run', 'setup', 'doctor', 'write-tag', 'test-read', 'acceptance'])(
    'explains %s',
    async (command) => {
      expect(await main([command, '--help'])).toBe(0);
      expect(out.join('')).toContain(`Usage: shelflog-reader ${command}`);
    },
  );

  it.each(['write-tag', 'test-read', 'acceptance'])(
    'says in the help of %s which labels are not seen',
    async (command) => {
      await main([command, '--help']);
      expect(out.join('')).toMatch(/ISO 15693.*does not see them/s);
    },
  );

  it.each<[string, object, () => void, RegExp]>([
    ['an unknown key', { spolDir: 'x' }, () => undefined, /"spolDir" is no setting/],
    ['a reserved id', { readerId: 'import' }, () => undefined, /"readerId" is 1-40/],
    [
      'a simulated chip against the world',
      { endpoint: 'iot.example.org' },
      () => undefined,
      /only against an endpoint on this machine/,
    ],
    ['a folder for a key', { key: 'spool' }, () => undefined, /spool: is a folder/],
    ['a key that others may read', {}, () => chmodSync(join(dir, 'key.pem'), 0o644), /mode 0644/],
    ['no certificate', { cert: 'none.pem' }, () => undefined, /none\.pem: the certificate cannot be read/],
  ])('does not run with %s, and names it', async (_what, settings, breakIt, line) => {
    breakIt();
    expect(await main(['run', '--config', config(settings)])).toBe(2);
    expect(err.join('')).toMatch(line);
    expect(out).toEqual([]);
  });

  it('names everything that is wrong with a config at once', async () => {
    expect(await main(['run', '--config', config({ port: 0, mode: 'x', extra: 1 })])).toBe(2);
    expect(err).toHaveLength(3);
  });

  it.each(['write-tag', 'test-read'])('leaves the chip to a reader that runs: %s', async (command) => {
    const lock = nodeFiles.lock(join(dir, 'spool', 'lock'));
    const argv = command === 'write-tag' ? [command, 'book-7'] : [command];
    expect(await main([...argv, '--config', config()])).toBe(3);
    expect(err.join('')).toContain('A reader runs with this config');
    lock?.release();
  });

  it.each([
    ['write-tag', 'x'],
    ['test-read', '0'],
  ])('takes no time but a number for %s', async (command, seconds) => {
    const argv = command === 'write-tag' ? [command, 'book-7'] : [command];
    expect(await main([...argv, '--config', config(), '--seconds', seconds])).toBe(2);
  });

  it('makes a key once', async () => {
    const argv = ['setup', '--reader', 'desk-9', '--out', join(dir, 'new')];
    expect(await main(argv)).toBe(0);
    expect(out.join('')).toContain('desk-9.csr.pem');
    expect(await main(argv)).toBe(1);
    expect(await main(['setup', '--reader', 'desk:9', '--out', dir])).toBe(2);
  });

  it('prints what doctor found as one JSON document', async () => {
    expect(await main(['doctor', '--json', '--config', config({ port: 'x' })])).toBe(1);
    expect(JSON.parse(out.join(''))).toEqual({
      faults: [{ code: 'config-invalid', kind: 'config', message: expect.any(String) }],
    });
  });
});
