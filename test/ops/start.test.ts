import { readdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { aLocalStack } from '../e2e/local-stack';

jest.setTimeout(240_000);

const daily = z.object({
  days: z.array(z.object({ scansByOutcome: z.record(z.string(), z.number()), closingTotal: z.number() })),
});
const MQTT = z.object({ mqtt: z.object({ port: z.number() }) });

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

const isListening = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('shelflog start --demo', () => {
  onLinux('shows books and scans, and leaves nothing running after Ctrl-C', async () => {
    const stack = aLocalStack(['--demo', '--port', '0']);
    try {
      await stack.start();
      const info = stack.info();
      const { mqtt } = MQTT.parse(
        JSON.parse(readFileSync(join(stack.folder, '.shelflog/local.json'), 'utf8')),
      );
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

      const below = descendants(info.pid);
      expect(below.length).toBeGreaterThan(2);
      await stack.stop();
      // The last of them end when they see that the main process has: give the machine time for it.
      for (let waited = 0; below.some(isAlive) && waited < 100; waited += 1) await sleep(100);
      expect(below.filter(isAlive)).toEqual([]);
      const ports = [new URL(info.apiUrl).port, new URL(info.endpoint).port, mqtt.port].map(Number);
      expect(await Promise.all(ports.map(isListening))).toEqual([false, false, false]);
      expect(readdirSync(join(stack.folder, '.shelflog'))).toEqual([]);
      expect(stack.output()).toContain('Nothing is left running');
    } finally {
      await stack.stop();
      stack.remove();
    }
  });
});
