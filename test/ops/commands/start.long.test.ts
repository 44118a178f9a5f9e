import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { aLocalStack } from '../../e2e/local-stack';

const daily = z.object({
  days: z.array(z.object({ scansByOutcome: z.record(z.string(), z.number()), closingTotal: z.number() })),
});

/** All processes below one, as Linux tells. */
function descendants(pid: number): number[] {
  const children = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return parent === pid ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('shelflog start --demo', () => {
  onLinux('shows books and scans, and leaves nothing running after Ctrl-C', async () => {
    const stack = aLocalStack(['--demo', '--port', '0']);
    try {
      await stack.start();
      const info = stack.info();
      const scans = async () => {
        const today = new Date().toISOString().slice(0, 10);
        const { body } = await stack.api('GET', `/v1/analytics/daily?from=${today}&to=${today}&limit=1`);
        const day = daily.parse(body).days[0];
        const counted = Object.values(day?.scansByOutcome ?? {}).reduce((sum, count) => sum + count, 0);
        return { counted, copies: day?.closingTotal ?? 0 };
      };
      let now = await scans();
      for (let waited = 0; (now.counted < 5 || now.copies < 200) && waited < 120; waited += 1) {
        await sleep(1_000);
        now = await scans();
      }
      expect(now.counted).toBeGreaterThanOrEqual(5);
      expect(now.copies).toBeGreaterThanOrEqual(200);
      expect(stack.output()).toContain('Ctrl-C ends it');
      expect(stack.output()).toMatch(/scans \d+, borrowed \d+/);

      const second = await stack.cli('start', '--data-dir', join(stack.folder, 'data'));
      expect(second).toMatchObject({ code: 3, stderr: expect.stringContaining('runs here already') });

      const all = [info.pid, ...descendants(info.pid)];
      expect(all.length).toBeGreaterThan(3);
      await stack.stop();
      // The last of them end when they see that the main process has: give the machine time for it.
      for (let waited = 0; all.some(isAlive) && waited < 100; waited += 1) await sleep(100);
      // Processes, not ports: another stack may have taken a port that is free again.
      expect(all.filter(isAlive)).toEqual([]);
      expect(readdirSync(join(stack.folder, '.shelflog'))).toEqual([]);
      expect(stack.output()).toContain('Nothing is left running');
    } finally {
      await stack.stop();
      stack.remove();
    }
  });
});
