import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { TimeSources } from './reader-clock';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
/** Made by systemd-timesyncd when it has set the clock; gone with each boot. */
const TIMESYNC_FLAG = '/run/systemd/timesync/synchronized';
const ASK_EVERY_MS = 30_000;

/** Of this boot of the machine; of this process where the system has none. */
export function systemBootId(): string {
  try {
    return readFileSync(BOOT_ID_FILE, 'utf8').trim();
  } catch {
    return randomUUID();
  }
}

/** The machine's time. Where the clock is kept by chrony or ntpd, timedatectl says whether it is set; that is asked
 *  beside the work, twice a minute. */
export function systemTime(): TimeSources {
  let setByOther = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const monoMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;
  const askOther = () => {
    if (monoMs() - askedAtMs < ASK_EVERY_MS) return;
    askedAtMs = monoMs();
    execFile('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], (_error, answer) => {
      setByOther = answer.trim() === 'yes';
    });
  };
  return {
    wallMs: Date.now,
    monoMs,
    networkTimeSet: () => {
      if (existsSync(TIMESYNC_FLAG)) return true;
      askOther();
      return setByOther;
    },
  };
}

/** For a reader whose broker is this same machine: both go by one clock, so it is right by definition. */
export const sharedTime = (): TimeSources => ({ ...systemTime(), networkTimeSet: () => true });
