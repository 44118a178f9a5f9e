import type { ScanPath } from './scan-path';

/** What is to be seen again and again: whether network time has spoken, and how full the spool is. */
export function lookAtPath({ clock, notes, spool, troubles }: ScanPath): void {
  notes.networkTime(clock.stamp());
  const { level } = spool.stats();
  if (level === 'warning') troubles.raise({ code: 'spool-warning', message: 'the spool is over 80 % full' });
  else troubles.clear('spool-warning');
  if (level === 'ok' || level === 'warning') {
    for (const code of ['spool-full', 'spool-failed', 'spool-gone']) troubles.clear(code);
  }
}
