import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '../../src/spool/node-files';
import { openSpool } from '../../src/spool/open-spool';
import { encodeLine } from '../../src/spool/record-line';
import type { SpoolOptions } from '../../src/spool/spool';
import { PowerCutFiles } from '../support/power-cut-files';
import { appended, aScan, FOLDER, openedSpool, optionsFor } from '../support/spool-fixture';

const seqs = (scans: readonly { seq: number }[]) => scans.map(({ seq }) => seq);
const quiet = { complain: () => undefined };

describe('a spool', () => {
  let files: PowerCutFiles;
  const opened = (more: Partial<SpoolOptions> = {}) => openedSpool(files, more);
  const refusal = (more: Partial<SpoolOptions> = {}) => {
    const answer = openSpool(FOLDER, optionsFor(files, more));
    return 'refusal' in answer ? answer.refusal : undefined;
  };
  beforeEach(() => {
    files = new PowerCutFiles();
  });

  it('gives scans back in their order, from any number on', () => {
    const spool = opened({ segmentBytes: 500 });
    for (let n = 1; n <= 20; n += 1) expect(appended(spool, aScan(String(n)))).toBe(n);
    expect(spool.readAfter(0, 3)).toEqual([1, 2, 3].map((seq) => ({ seq, scan: aScan(String(seq)) })));
    expect(seqs(spool.readAfter(3, 2))).toEqual([4, 5]);
    expect(seqs(spool.readAfter(17, 500))).toEqual([18, 19, 20]);
    expect(seqs(spool.readAfter(1, 2))).toEqual([2, 3]);
    appended(spool, aScan('21'));
    expect(seqs(spool.readAfter(20, 5))).toEqual([21]);
    expect(seqs(spool.readAfter(21, 5))).toEqual([]);
  });

  it('counts on over boots, also when all is acknowledged and the cursor is lost', () => {
    const spool = opened({ segmentBytes: 300 });
    for (let n = 1; n <= 9; n += 1) appended(spool, aScan(String(n)));
    spool.acknowledge(9);
    spool.close();
    files.remove(`${FOLDER}/cursor`);
    const again = opened({ segmentBytes: 300 });
    expect(appended(again, aScan('next'))).toBe(10);
  });

  it('reads again what a crash kept from being noted as acknowledged, and nothing else', () => {
    const spool = opened({ cursorEveryMs: 1_000_000, segmentBytes: 300, now: () => 5 });
    for (let n = 1; n <= 9; n += 1) appended(spool, aScan(String(n)));
    spool.acknowledge(2);
    spool.acknowledge(7);
    files.kill();
    const again = opened();
    const first = again.stats().cursor + 1;
    expect(first).toBeGreaterThan(2);
    expect(first).toBeLessThanOrEqual(8);
    expect(seqs(again.readAfter(again.stats().cursor, 99)).at(-1)).toBe(9);
  });

  it('deletes whole files whose scans are all acknowledged, but never the newest', () => {
    const spool = opened({ segmentBytes: 300 });
    for (let n = 1; n <= 10; n += 1) appended(spool, aScan(String(n)));
    const logs = () => files.paths().filter((path) => path.endsWith('.log')).length;
    const all = logs();
    spool.acknowledge(5);
    expect(logs()).toBeLessThan(all);
    expect(seqs(spool.readAfter(5, 99))).toEqual([6, 7, 8, 9, 10]);
    spool.acknowledge(10);
    expect(logs()).toBe(1);
    expect(spool.stats()).toMatchObject({ depth: 0, lastSeq: 10, cursor: 10 });
  });

  it('cuts off a line that was torn, counts it once, and gives its number again', () => {
    const spool = opened();
    appended(spool, aScan('1'));
    files.kill();
    const path = `${FOLDER}/000000000001.log`;
    const whole = files.contentOf(path) ?? Buffer.alloc(0);
    files.put(path, Buffer.concat([whole, encodeLine(2, JSON.stringify(aScan('2'))).subarray(0, 40)]));
    const again = opened();
    expect(again.stats()).toMatchObject({ depth: 1, damaged: { lines: 1, bytes: 40 } });
    expect(files.contentOf(path)).toEqual(whole);
    expect(appended(again, aScan('3'))).toBe(2);
    files.kill();
    expect(opened().stats()).toMatchObject({ depth: 2, damaged: { lines: 0 } });
  });

  it('never counts more as acknowledged than it holds, nor goes back', () => {
    const spool = opened();
    appended(spool, aScan('1'));
    spool.acknowledge(99);
    spool.acknowledge(0);
    expect(spool.stats().cursor).toBe(1);
    expect(appended(spool, aScan('2'))).toBe(2);
  });

  it('keeps every text as it is', () => {
    const texts = ['', 'Les Misérables', 'a\nb', '\u0000', '🐋', '"\\', '\u2028'];
    const spool = opened();
    for (const text of texts) appended(spool, aScan('1', { text }));
    expect(spool.readAfter(0, 99).map(({ scan }) => scan.text)).toEqual(texts);
  });

  it('warns at 80 % of its size, refuses at 95 %, drops nothing, and takes scans again when it has room', () => {
    const spool = opened({ maxBytes: 10_000, segmentBytes: 1_000 });
    const levels: string[] = [];
    let kept = 0;
    for (let n = 1; n <= 100; n += 1) {
      const answer = spool.append(aScan(String(n)));
      if ('refusal' in answer) expect(answer.refusal.code).toBe('spool-full');
      else kept += 1;
      levels.push(spool.stats().level);
    }
    expect(spool.stats().bytes).toBeGreaterThan(9_000);
    expect(spool.stats().bytes).toBeLessThanOrEqual(9_500);
    expect([...new Set(levels)].slice(0, 2)).toEqual(['ok', 'warning']);
    expect(seqs(spool.readAfter(0, 999))).toEqual(Array.from({ length: kept }, (_, n) => n + 1));
    spool.acknowledge(kept - 5);
    expect(spool.append(aScan('room'))).toEqual({ seq: kept + 1 });
  });

  it.each([
    ['sync', 'EIO', 'spool-failed'],
    ['append', 'ENOSPC', 'spool-full'],
    ['open', 'EIO', 'spool-failed'],
  ] as const)(
    'refuses a scan whose %s fails with %s, and all others until the files are read again',
    (call, code, refused) => {
      let now = 0;
      const spool = opened({ now: () => now, ...quiet });
      appended(spool, aScan('1'));
      files.kill();
      const again = opened({ now: () => now, ...quiet });
      files.failing = { call, code };
      expect(again.append(aScan('2'))).toMatchObject({ refusal: { code: refused } });
      expect(again.stats().level).toBe('failed');
      files.failing = undefined;
      now = 4_999;
      expect(again.append(aScan('3'))).toMatchObject({ refusal: { code: refused } });
      now = 5_000;
      const seq = appended(again, aScan('4'));
      expect(again.stats().level).toBe('ok');
      expect(again.readAfter(0, 99)).toEqual([
        { seq: 1, scan: aScan('1') },
        { seq, scan: aScan('4') },
      ]);
      expect(again.stats().depth).toBe(2);
    },
  );

  it('says that it was removed while it ran, and begins anew without giving a number twice', () => {
    let now = 0;
    const spool = opened({ now: () => now });
    appended(spool, aScan('1'));
    for (const path of files.paths()) files.remove(path);
    expect(spool.append(aScan('2'))).toMatchObject({ refusal: { code: 'spool-gone' } });
    now = 6_000;
    const seq = appended(spool, aScan('3'));
    expect(seq).toBeGreaterThan(2);
    expect(spool.readAfter(0, 99)).toEqual([{ seq, scan: aScan('3') }]);
    expect(spool.stats().depth).toBe(1);
  });

  it('goes on where noting or tidying up fails, and says so', () => {
    const complaints: string[] = [];
    const spool = opened({ segmentBytes: 300, complain: (message) => complaints.push(message) });
    for (let n = 1; n <= 9; n += 1) appended(spool, aScan(String(n)));
    files.failing = { call: 'remove', code: 'EIO' };
    spool.acknowledge(6);
    files.failing = { call: 'rename', code: 'ENOSPC' };
    spool.acknowledge(7);
    expect(complaints.length).toBeGreaterThan(1);
    expect(seqs(spool.readAfter(7, 99))).toEqual([8, 9]);
  });

  it('is refused where a newer version wrote it, another reader owns it, or it cannot be written', () => {
    const newer = encodeLine(0, JSON.stringify({ format: 2, readerId: 'r-1' }));
    files.put(`${FOLDER}/000000000001.log`, newer);
    expect(refusal()).toMatchObject({ code: 'spool-newer', message: expect.stringContaining('format 2') });
    files = new PowerCutFiles();
    const spool = opened();
    appended(spool, aScan('1'));
    spool.close();
    expect(refusal({ readerId: 'r-2' })).toMatchObject({
      code: 'spool-of-other-reader',
      message: expect.stringContaining('reader r-1, not r-2'),
    });
    expect(refusal()).toBeUndefined();
    files = new PowerCutFiles();
    files.lock = () => {
      throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
    };
    expect(refusal()).toMatchObject({ code: 'spool-read-only' });
  });
});

describe('a spool on this machine’s disk', () => {
  let folder: string;
  let holder: ChildProcess | undefined;
  beforeEach(() => {
    holder = undefined;
    folder = join(mkdtempSync(join(tmpdir(), 'shelflog-spool-')), 'deep', 'spool');
  });
  afterEach(() => {
    holder?.kill('SIGKILL');
    rmSync(join(folder, '../..'), { recursive: true, force: true });
  });

  it('keeps scans over openings', () => {
    const spool = openedSpool(nodeFiles, { segmentBytes: 400 }, folder);
    for (let n = 1; n <= 5; n += 1) appended(spool, aScan(String(n)));
    spool.acknowledge(2);
    spool.close();
    const again = openedSpool(nodeFiles, {}, folder);
    expect(seqs(again.readAfter(again.stats().cursor, 99))).toEqual([3, 4, 5]);
    expect(readdirSync(folder).sort()).toEqual(['000000000001.log', '000000000004.log', 'cursor', 'lock']);
    again.close();
  });

  it('notices that its folder is gone', () => {
    const spool = openedSpool(nodeFiles, {}, folder);
    appended(spool, aScan('1'));
    rmSync(folder, { recursive: true });
    expect(spool.append(aScan('2'))).toMatchObject({ refusal: { code: 'spool-gone' } });
  });

  it('is for one process at a time, and free again the moment that one is killed', async () => {
    const held = spawn(
      process.execPath,
      ['--require', 'tsx/cjs', join(__dirname, '../support/hold-spool.ts'), folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    holder = held;
    await once(held.stdout, 'data');
    expect(openSpool(folder, optionsFor(nodeFiles))).toMatchObject({ refusal: { code: 'spool-locked' } });
    held.kill('SIGKILL');
    await once(held, 'exit');
    const spool = openedSpool(nodeFiles, {}, folder);
    expect(seqs(spool.readAfter(0, 9))).toEqual([1]);
    expect(openSpool(folder, optionsFor(nodeFiles))).toMatchObject({ refusal: { code: 'spool-locked' } });
    spool.close();
  });

  it('is refused where a file stands in its place', () => {
    const answer = openSpool(process.execPath, optionsFor(nodeFiles));
    expect(answer).toMatchObject({ refusal: { code: 'spool-unusable' } });
  });
});
