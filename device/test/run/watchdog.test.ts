import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemdWatchdog } from '../../src/run/watchdog';

describe('systemd’s watchdog', () => {
  let dir: string;
  let said: string;
  const words = () => (existsSync(said) ? readFileSync(said, 'utf8').trim().split('\n') : []);
  const until = async (holds: () => boolean) => {
    for (let n = 0; !holds() && n < 300; n += 1) await sleep(20);
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'shelflog-notify-'));
    said = join(dir, 'said');
    writeFileSync(join(dir, 'systemd-notify'), `#!/bin/sh\necho "$1" >> ${said}\n`);
    chmodSync(join(dir, 'systemd-notify'), 0o755);
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('is told that the reader is up, and is fed only while it is well', async () => {
    let ailment: string | undefined;
    const complaints: string[] = [];
    const environment = { PATH: `${dir}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '300000' };
    const watchdog = systemdWatchdog(
      environment,
      () => ailment,
      (text) => complaints.push(text),
    );
    watchdog.ready();
    await until(() => words().includes('WATCHDOG=1'));
    expect(words()[0]).toBe('--ready');
    ailment = 'the chip does not answer';
    await until(() => complaints.length > 2);
    const fed = words().length;
    await until(() => complaints.length > 5);
    expect(words().length - fed).toBeLessThanOrEqual(1);
    expect(complaints[0]).toContain('the chip does not answer');
    watchdog.stop();
  });

  it('is left alone where no systemd listens', async () => {
    const watchdog = systemdWatchdog(
      {},
      () => undefined,
      () => undefined,
    );
    watchdog.ready();
    await sleep(300);
    expect(words()).toEqual([]);
    watchdog.stop();
  });
});
