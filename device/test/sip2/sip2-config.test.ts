import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '../../src/sip2/password-hash';
import { readSip2Config } from '../../src/sip2/sip2-config';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'shelflog-sip2-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const LINK = {
  readerId: 'kiosks',
  endpoint: 'iot.example.org',
  port: 8883,
  cert: 'c.pem',
  key: 'k.pem',
  spoolDir: 'spool',
};
const SIP2 = { listen: '127.0.0.1:6001', institution: 'main', encoding: 'utf-8' };

function read(sip2: object, more: object = {}) {
  const file = join(dir, 'kiosks.json');
  writeFileSync(file, JSON.stringify({ ...LINK, ...more, sip2: { ...SIP2, ...sip2 } }));
  return readSip2Config(file);
}
const faultOf = (sip2: object, more?: object) => {
  const result = read(sip2, more);
  return 'faults' in result ? result.faults.map(({ message }) => message.replace(dir, '')).join(' · ') : '';
};

describe('the settings of a SIP2 gateway', () => {
  it('are a reader’s without a chip, with paths from the folder of the file', async () => {
    const logins = { 'hall-1': await hashPassword(Buffer.from('pw')) };
    const tls = { cert: 'tls/c.pem', key: '/etc/k.pem' };
    expect(read({ listen: '[::]:6001', logins, allow: ['10.0.0.0/8', 'fd00::/8'], tls })).toEqual({
      config: expect.objectContaining({
        spoolDir: join(dir, 'spool'),
        sip2: {
          ...SIP2,
          listen: { host: '::', port: 6001 },
          logins,
          allow: ['10.0.0.0/8', 'fd00::/8'],
          tls: { cert: join(dir, 'tls/c.pem'), key: '/etc/k.pem' },
        },
      }),
    });
    expect(read({}, { mode: 'toggle' })).toHaveProperty('config');
  });

  it.each([
    [{ listen: '0.0.0.0:6001' }, 'is on loopback only, unless kiosks log in: add logins'],
    [{ listen: '6001' }, 'is an address and a port, such as 127.0.0.1:6001'],
    [{ listen: '127.0.0.1:70000' }, 'is an address and a port'],
    [{ encoding: 'utf-16' }, 'is one of utf-8, latin-1, cp850'],
    [{ logins: {} }, 'names no login: remove it'],
    [{ logins: { 'hall-1': 'secret' } }, 'is no scrypt hash: make one with shelflog-reader sip2-password'],
    [{ allow: ['10.0.0.1'] }, 'is a network such as 192.168.7.0/24'],
    [{ port: 1 }, '"sip2.port" is no setting of a reader: remove it'],
  ])('%j is refused: %s', (sip2, message) => {
    expect(faultOf(sip2)).toContain(message);
  });

  it('without SIP2, or with a chip, are refused', () => {
    expect(faultOf({}, { chip: { kind: 'simulated', script: 's' } })).toContain('"chip" is no setting');
    const file = join(dir, 'reader.json');
    writeFileSync(file, JSON.stringify(LINK));
    expect(readSip2Config(file)).toHaveProperty('faults');
  });

  it('never repeats a password that stands in the place of its hash', () => {
    expect(faultOf({ logins: { 'hall-1': 'my-secret' } })).not.toContain('my-secret');
  });
});
