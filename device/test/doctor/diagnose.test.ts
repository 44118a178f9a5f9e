import { once } from 'node:events';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import Mfrc522 from 'mfrc522-rpi';
import type { OpenChip } from '../../src/chip/mfrc522-source';
import { openSpidev } from '../../src/chip/open-spidev';
import { readConfig } from '../../src/config/read-config';
import { diagnose, type Surroundings } from '../../src/doctor/diagnose';
import { probeTls } from '../../src/publish/tls-probe';
import { nodeFiles } from '../../src/spool/node-files';
import { openSpool } from '../../src/spool/open-spool';
import { issue, makeAuthority, writeReaderFiles } from '../support/certificates';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';

const READER = 'desk-1';
const NOW = Date.parse('2026-11-28T12:00:00Z');
const LEDS = '/nowhere/leds/shelflog:green';

type Pem = { cert: string; key: string };

describe('doctor', () => {
  let authority: Awaited<ReturnType<typeof makeAuthority>>;
  let own: Pem;
  let brokerPem: Pem;
  let dir: string;
  let servers: Server[];

  beforeAll(async () => {
    authority = await makeAuthority('the library');
    own = await issue(authority, { commonName: READER });
    brokerPem = await issue(authority, { commonName: 'broker', ip: '127.0.0.1' });
  });
  beforeEach(() => {
    servers = [];
    dir = mkdtempSync(join(tmpdir(), 'reader-doctor-'));
    writeReaderFiles(dir, authority.pem, own);
    mkdirSync(join(dir, 'spool'));
  });
  afterEach(() => {
    for (const server of servers) server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A broker as far as TLS goes, with client certificates required. */
  const listen = async (pem: Pem, host = '127.0.0.1') => {
    const server = createServer({ ...pem, ca: authority.pem, requestCert: true, rejectUnauthorized: true });
    server.on('secureConnection', (socket) => socket.on('error', () => undefined));
    server.on('tlsClientError', () => undefined);
    servers.push(server.listen(0, host));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const aChip = (version?: number) => (): OpenChip => {
    const chip = simulatedMfrc522(version);
    return { chip: new Mfrc522(chip.spi), close: () => undefined };
  };
  const kernelSays = (code: string) => (device: string) => {
    const openSync = () => {
      throw Object.assign(new Error(code), { code });
    };
    return { chip: new Mfrc522(openSpidev(device, () => ({ openSync }))), close: () => undefined };
  };
  const faultsOf = async (settings: object = {}, around: Partial<Surroundings> = {}) => {
    const file = join(dir, 'reader.json');
    writeFileSync(
      file,
      JSON.stringify({
        readerId: READER,
        mode: 'toggle',
        endpoint: '127.0.0.1',
        port: await listen(brokerPem),
        ca: 'ca.pem',
        cert: 'cert.pem',
        key: 'key.pem',
        spoolDir: 'spool',
        spoolMaxBytes: 1_000_000,
        chip: { kind: 'mfrc522', device: '/dev/spidev0.0' },
        ...settings,
      }),
    );
    const read = readConfig(file);
    const faults =
      'faults' in read
        ? read.faults
        : (
            await diagnose(read.config, {
              nowMs: NOW,
              arch: 'arm64',
              credentialsFolder: undefined,
              openChip: aChip(),
              checkBroker: async ({ endpoint: host, port, ca, cert, key }) => {
                const fault = await probeTls({ host, port, cert, key, clientId: READER, ...(ca && { ca }) });
                return fault ? [fault] : [];
              },
              ...around,
            })
          ).faults;
    return faults.map(({ code, message }) => `${code}: ${message.replaceAll(`${dir}/`, '')}`);
  };
  const put = (name: string, text: string, mode = 0o600) => writeFileSync(join(dir, name), text, { mode });

  it('finds nothing wrong with a reader that is well, and a clone of the chip is well', async () => {
    expect(await faultsOf()).toEqual([]);
    for (const version of [0x88, 0x91, 0x92])
      expect(await faultsOf({}, { openChip: aChip(version) })).toEqual([]);
  });

  const SET_UPS: ReadonlyArray<
    readonly [what: string, line: RegExp, settings: object, breakIt: () => unknown]
  > = [
    [
      'a misspelt setting',
      /^config-unknown-key: reader\.json: "spoolMaxByte" is no setting/,
      { spoolMaxByte: 1 },
      () => 0,
    ],
    [
      'a key that is a folder',
      /^key-unreadable: key\.pem: is a folder/,
      {},
      () => {
        rmSync(join(dir, 'key.pem'));
        mkdirSync(join(dir, 'key.pem'));
      },
    ],
    [
      'a key that is not there',
      /^key-unreadable: key2\.pem: the private key cannot be read \(ENOENT\)/,
      { key: 'key2.pem' },
      () => 0,
    ],
    [
      'a key that others may read',
      /^key-open-to-others: key\.pem: .*mode 0644.*chmod 600 key\.pem/,
      {},
      () => chmodSync(join(dir, 'key.pem'), 0o644),
    ],
    [
      'a certificate that has expired',
      /^certificate-expired: cert\.pem: .*2026-02-01/,
      {},
      async () =>
        writeReaderFiles(
          dir,
          authority.pem,
          await issue(authority, { commonName: READER, to: '2026-02-01' }),
        ),
    ],
    [
      'a certificate that is not valid yet',
      /^certificate-not-yet-valid: cert\.pem: .*2027-02-01/,
      {},
      async () =>
        writeReaderFiles(
          dir,
          authority.pem,
          await issue(authority, { commonName: READER, from: '2027-02-01' }),
        ),
    ],
    [
      'a key of another certificate',
      /^key-of-other-certificate: key\.pem: is not the key of cert\.pem/,
      {},
      async () => put('key.pem', (await issue(authority, { commonName: READER })).key),
    ],
    [
      'a certificate of another reader',
      /^certificate-of-other-reader: cert\.pem: is made out to "desk-2"/,
      {},
      async () => writeReaderFiles(dir, authority.pem, await issue(authority, { commonName: 'desk-2' })),
    ],
    [
      'authorities that are none',
      /^ca-unreadable: ca\.pem: holds no certificate authority/,
      {},
      () => put('ca.pem', 'no'),
    ],
    [
      'a certificate of a foreign authority',
      /^own-certificate-refused: 127\.0\.0\.1:\d+ refuses/,
      {},
      async () =>
        writeReaderFiles(
          dir,
          authority.pem,
          await issue(await makeAuthority('another'), { commonName: READER }),
        ),
    ],
    [
      'a name that is not known',
      /^broker-name-unknown: no-such-host\.invalid:\d+/,
      { endpoint: 'no-such-host.invalid' },
      () => 0,
    ],
    [
      'a port where nobody listens',
      /^broker-unreachable: 127\.0\.0\.1:9 does not answer: ECONNREFUSED/,
      { port: 9 },
      () => 0,
    ],
    ['a spool of another reader', /^spool-of-other-reader: .*desk-2/, {}, () => fillSpool('desk-2')],
    [
      'a spool larger than its disk',
      /^disk-full: spool: its disk has \d+ MB free/,
      { spoolMaxBytes: 2 ** 50 },
      () => 0,
    ],
    [
      'no light where one is configured',
      /^feedback-not-writable: \/nowhere\/leds\/shelflog:green: .*"accepted".*ENOENT/,
      { feedback: { accepted: LEDS } },
      () => 0,
    ],
    [
      'no update keys',
      /^update-keys-unreadable: keys\.pem: the update keys cannot be read/,
      { update: { dir: 'v', keys: 'keys.pem' } },
      () => 0,
    ],
    [
      'a script that is not there',
      /^script-unreadable: s\.jsonl: the simulated chip's script cannot be read/,
      { chip: { kind: 'simulated', script: 's.jsonl' } },
      () => 0,
    ],
  ];

  it.each(SET_UPS)('names %s', async (_what, line, settings, breakIt) => {
    await breakIt();
    expect(await faultsOf(settings)).toEqual([expect.stringMatching(line)]);
  });

  it.each([
    ['has expired', { to: '2026-01-01' }, /^broker-certificate-expired: .*127\.0\.0\.1:\d+ .*date is/],
    ['is not valid yet', { from: '2048-01-01' }, /^broker-certificate-not-yet-valid: .*127\.0\.0\.1:\d+/],
    ['is of another name', { ip: '127.0.0.2' }, /^broker-certificate-other-name: .*127\.0\.0\.1:\d+/],
  ])('names a broker whose certificate %s', async (_what, wishes, line) => {
    const port = await listen(await issue(authority, { commonName: 'broker', ip: '127.0.0.1', ...wishes }));
    expect(await faultsOf({ port })).toEqual([expect.stringMatching(line)]);
  });

  it('names a broker of a foreign authority', async () => {
    const port = await listen(
      await issue(await makeAuthority('foreign'), { commonName: 'b', ip: '127.0.0.1' }),
    );
    expect(await faultsOf({ port })).toEqual([expect.stringMatching(/^broker-certificate-foreign: /)]);
  });

  it.each([
    ['MISO is stuck low', aChip(0x00), /^chip-silent: \/dev\/spidev0\.0: .*reads 00/],
    ['MISO is stuck high', aChip(0xff), /^chip-silent: \/dev\/spidev0\.0: .*reads FF/],
    [
      'spi-device was never compiled',
      (device: string) =>
        openSpidev(device, () => {
          throw new Error('Could not locate the bindings file. Tried: …');
        }) as never,
      /^spi-not-built: \/dev\/spidev0\.0: .*npm rebuild spi-device/,
    ],
    ['SPI is switched off', kernelSays('ENOENT'), /^spi-missing: \/dev\/spidev0\.0: .*dtparam=spi=on/],
    [
      'the user is not in the group spi',
      kernelSays('EACCES'),
      /^spi-not-permitted: \/dev\/spidev0\.0: .*group spi/,
    ],
  ])('names a chip where %s', async (_what, openChip, line) => {
    expect(await faultsOf({}, { openChip })).toEqual([expect.stringMatching(line)]);
  });

  it.each([
    [0, '1970-01-01'],
    [Date.parse('2106-02-07'), '2106-02-07'],
  ])('names a clock at %s', async (nowMs, date) => {
    expect(await faultsOf({}, { nowMs })).toContainEqual(
      expect.stringMatching(`^clock-wrong: this machine's date is ${date}: set it`),
    );
  });

  it('names a system of 32 bits', async () => {
    expect(await faultsOf({}, { arch: 'arm' })).toEqual([expect.stringMatching(/^system-32-bit: .*64-bit/)]);
  });

  it('says all that is wrong at once, and does not ask the broker with files that cannot be right', async () => {
    chmodSync(join(dir, 'key.pem'), 0o644);
    const faults = await faultsOf(
      { ca: 'none.pem', port: 9, feedback: { sound: LEDS } },
      { nowMs: 0, openChip: aChip(0) },
    );
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'clock-wrong',
      'key-open-to-others',
      'ca-unreadable',
      'feedback-not-writable',
      'chip-silent',
    ]);
  });

  it('leaves chip and broker alone while a reader runs', async () => {
    const lock = nodeFiles.lock(join(dir, 'spool', 'lock'));
    const asked: string[] = [];
    try {
      const faults = await faultsOf(
        {},
        {
          openChip: () => {
            throw new Error('the chip was asked');
          },
          checkBroker: async (_config, running) => {
            asked.push(`running ${running}`);
            return [];
          },
        },
      );
      expect(faults).toEqual([]);
      expect(asked).toEqual(['running true']);
    } finally {
      lock?.release();
    }
  });

  it('makes and changes nothing in the spool, nor mends its torn end', async () => {
    fillSpool(READER);
    const segment = nodeFiles.list(join(dir, 'spool')).find((name) => /^\d+/.test(name)) ?? '';
    appendFileSync(join(dir, 'spool', segment), '0bad');
    const before = nodeFiles
      .list(join(dir, 'spool'))
      .map((name) => [name, nodeFiles.sizeOf(join(dir, 'spool', name))]);
    expect(await faultsOf()).toEqual([]);
    expect(
      nodeFiles.list(join(dir, 'spool')).map((name) => [name, nodeFiles.sizeOf(join(dir, 'spool', name))]),
    ).toEqual(before);
    expect(await faultsOf({ spoolDir: 'new/spool' })).toEqual([]);
    expect(nodeFiles.list(dir)).not.toContain('new');
  });

  function fillSpool(readerId: string): void {
    const opened = openSpool(join(dir, 'spool'), {
      readerId,
      maxBytes: 1_000_000,
      files: nodeFiles,
      now: () => 0,
      complain: () => undefined,
    });
    if ('refusal' in opened) throw new Error(opened.refusal.message);
    opened.spool.append({
      tagId: '1',
      text: '',
      mode: 'toggle',
      at: NOW,
      mono: 1,
      bootId: 'boot-1',
      synced: true,
    });
    opened.spool.close();
  }
});
