import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultKind } from '../../src/doctor/fault-kind';

describe('the kind of a fault', () => {
  it.each([
    ['config-unknown-key', 'config'],
    ['key-open-to-others', 'identity'],
    ['own-certificate-refused', 'identity'],
    ['broker-certificate-expired', 'broker'],
    ['not-permitted', 'broker'],
    ['disk-full', 'spool'],
    ['spi-not-permitted', 'chip'],
    ['chip-silent', 'chip'],
    ['update-keys-unreadable', 'files'],
    ['clock-wrong', 'machine'],
  ])('of %s is %s', (code, kind) => {
    expect(faultKind(code)).toBe(kind);
  });

  it('is told of each code that the README lists, the machine’s own alone without a pattern', () => {
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const table = readme.slice(
      readme.indexOf('| code | what to look at |'),
      readme.indexOf('`test-read` shows'),
    );
    const codes = [...table.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(25);
    expect(codes.filter((code) => faultKind(code) === 'machine')).toEqual(['clock-wrong', 'system-32-bit']);
  });
});
