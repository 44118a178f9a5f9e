import { ReaderClock } from '../../src/clock/reader-clock';
import { configSchema } from '../../src/config/reader-config';
import { keepScan } from '../../src/run/keep-scan';
import type { ScanPath } from '../../src/run/scan-path';
import { PowerCutFiles } from '../support/power-cut-files';
import { BOOT, openedSpool } from '../support/spool-fixture';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const config = configSchema.parse({
  readerId: 'r-1',
  mode: 'checkout',
  endpoint: 'localhost',
  port: 8883,
  cert: 'c',
  key: 'k',
  spoolDir: 's',
  chip: { kind: 'simulated', script: 'x' },
});

describe('keeping a scan', () => {
  let files: PowerCutFiles;
  let wakes: number;
  let path: Pick<ScanPath, 'spool' | 'clock' | 'link'>;
  beforeEach(() => {
    files = new PowerCutFiles();
    wakes = 0;
    const never = () => {
      throw new Error('not asked for here');
    };
    path = {
      spool: openedSpool(files),
      clock: new ReaderClock({ wallMs: () => NOW, monoMs: () => 70_000, networkTimeSet: () => true }, BOOT),
      link: {
        wake: () => {
          wakes += 1;
        },
        isUp: never,
        parked: never,
        sentAgain: never,
        publishStatus: never,
        end: never,
      },
    };
  });

  it('gives it the reader’s mode, the time at which the tag came, and an id of reader, boot and number', () => {
    const kept = keepScan(config, path, { tagId: '91454302112', text: 'book-77', agoMs: 250 });
    expect(kept).toEqual({ seq: 1, scanId: `r-1-${BOOT.slice(0, 8)}-1` });
    expect(path.spool.readAfter(0, 9)).toEqual([
      {
        seq: 1,
        scan: {
          tagId: '91454302112',
          text: 'book-77',
          mode: 'checkout',
          at: NOW - 250,
          mono: 69_750,
          bootId: BOOT,
          synced: true,
        },
      },
    ]);
    expect(wakes).toBe(1);
  });

  it.each([
    ['a'.repeat(300), 'a'.repeat(256)],
    [`${'a'.repeat(255)}🐋`, 'a'.repeat(255)],
    ['\ud83d alone', ' alone'],
    ['🐋', '🐋'],
  ])('keeps of the text %j what the contract takes', (text, kept) => {
    keepScan(config, path, { tagId: '1', text, agoMs: 0 });
    expect(path.spool.readAfter(0, 1)[0]?.scan.text).toBe(kept);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(65)])('refuses "%s", which no broker would take as a tag', (tagId) => {
    expect(keepScan(config, path, { tagId, text: '', agoMs: 0 })).toMatchObject({
      refusal: { code: 'tag-id' },
    });
    expect(path.spool.stats().depth).toBe(0);
    expect(wakes).toBe(0);
  });

  it('hands on why the spool refuses', () => {
    files.failing = { call: 'sync', code: 'EIO' };
    expect(keepScan(config, path, { tagId: '1', text: '', agoMs: 0 })).toMatchObject({
      refusal: { code: 'spool-failed' },
    });
    expect(wakes).toBe(0);
  });
});
