import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/read-config';

const GOOD = {
  readerId: 'desk-1',
  mode: 'toggle',
  endpoint: '127.0.0.1',
  port: 8883,
  cert: 'desk-1.cert.pem',
  key: 'desk-1.key.pem',
  spoolDir: 'spool',
  chip: { kind: 'mfrc522', device: '/dev/spidev0.0' },
};

describe('a reader’s config', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'reader-config-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const read = (value: unknown) => {
    const file = join(dir, 'reader.json');
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return readConfig(file);
  };
  const faults = (value: unknown) => {
    const answer = read(value);
    return 'faults' in answer ? answer.faults.map(({ message }) => message.replace(`${dir}/`, '')) : [];
  };

  it('names files relative to itself', () => {
    const answer = read({
      ...GOOD,
      ca: '../ca.pem',
      feedback: { sound: 'led' },
      chip: { kind: 'simulated', script: 's.jsonl' },
      update: { dir: 'slots', keys: 'k.pem' },
    });
    expect(answer).toEqual({
      config: {
        ...GOOD,
        ca: join(dir, '..', 'ca.pem'),
        cert: join(dir, 'desk-1.cert.pem'),
        key: join(dir, 'desk-1.key.pem'),
        spoolDir: join(dir, 'spool'),
        spoolMaxBytes: 512 * 1024 * 1024,
        chip: { kind: 'simulated', script: join(dir, 's.jsonl') },
        feedback: { sound: join(dir, 'led') },
        update: { dir: join(dir, 'slots'), keys: join(dir, 'k.pem'), trialSeconds: 120 },
      },
    });
  });

  it('says all that is wrong at once, each with its key', () => {
    expect(
      faults({
        ...GOOD,
        readerId: 'desk 1',
        mode: 'lend',
        port: 70_000,
        key: undefined,
        colour: 'red',
        chip: { kind: 'mfrc522', device: 'spi0', speed: 1 },
      }),
    ).toEqual([
      'reader.json: "readerId" is 1-40 of A-Z a-z 0-9 _ -, and not "import" or "legacy", which are reserved',
      'reader.json: "port" is 1 to 65535',
      'reader.json: "key" is missing',
      'reader.json: "mode" is one of toggle, checkout, return, inventory',
      'reader.json: "chip.device" is a device such as /dev/spidev0.0',
      'reader.json: "chip.speed" is no setting of a reader: remove it',
      'reader.json: "colour" is no setting of a reader: remove it',
    ]);
  });

  it.each(['import', 'legacy', 'desk:anna', '', 'a'.repeat(41), 'ä', '../x'])(
    'does not take "%s" for a reader’s id',
    (readerId) => {
      expect(faults({ ...GOOD, readerId })).toEqual([expect.stringContaining('"readerId" is 1-40')]);
    },
  );

  it('takes an id of 40 characters', () => {
    expect(faults({ ...GOOD, readerId: `A_b-${'9'.repeat(36)}` })).toEqual([]);
  });

  it.each(['https://x.example', 'x.example:8883', 'x example', ''])(
    'does not take "%s" for a host',
    (endpoint) => {
      expect(faults({ ...GOOD, endpoint })).toEqual([expect.stringContaining('"endpoint" is a host name')]);
    },
  );

  it.each(['localhost', '127.0.0.1', '127.9.9.9', '::1'])('simulates a chip against %s', (endpoint) => {
    expect(faults({ ...GOOD, endpoint, chip: { kind: 'simulated', script: 's' } })).toEqual([]);
  });

  it.each(['x-ats.iot.eu-central-1.amazonaws.com', '10.0.0.1', '127.example.org', '128.0.0.1', '::2'])(
    'simulates no chip against %s',
    (endpoint) => {
      expect(faults({ ...GOOD, endpoint, chip: { kind: 'simulated', script: 's' } })).toEqual([
        `reader.json: "chip.kind" "simulated" runs only against an endpoint on this machine, not ${endpoint}`,
      ]);
    },
  );

  it('says so where the file is no JSON, no object, or not there', () => {
    expect(faults('{"readerId":')).toEqual([expect.stringMatching(/^reader\.json: is no JSON: /)]);
    expect(faults('[]')).toEqual([expect.stringContaining('reader.json')]);
    expect(faults('null')).toEqual([expect.stringContaining('reader.json')]);
    expect(readConfig(join(dir, 'none.json'))).toEqual({
      faults: [
        {
          code: 'config-unreadable',
          message: `${dir}/none.json: cannot be read (ENOENT): name the reader's config with --config`,
        },
      ],
    });
  });
});
