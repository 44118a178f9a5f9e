import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCopiesFile } from '../../src/sip2/copies-file';
import type { CopyAction } from '../../src/sip2/known-copies';
import { nodeFiles } from '../../src/spool/node-files';
import type { StoredScan } from '../../src/spool/spooled-scan';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-copies-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const complaints: string[] = [];
const open = (unsent: readonly StoredScan[] = []) =>
  openCopiesFile({
    readerId: 'kiosks',
    files: nodeFiles,
    folder,
    unsent,
    complain: (text) => void complaints.push(text),
  });
const action = (more: Partial<CopyAction> = {}): CopyAction => ({
  tagId: 't-1',
  mode: 'checkout',
  atMs: 1_000,
  scanId: 'kiosks-boot-1',
  ...more,
});

describe('what is known of copies', () => {
  it('outlasts the process, each copy as it was left last', () => {
    const before = open();
    before.apply(action());
    before.apply(action({ mode: 'return', atMs: 2_000, scanId: 'kiosks-boot-2', terminal: 'hall' }));
    before.apply(action({ tagId: 't-2', scanId: 'kiosks-boot-3' }));
    before.apply(action({ atMs: 500, scanId: 'kiosks-boot-4' }));
    before.close();
    const after = open();
    expect(after.get('t-1')).toEqual({
      tagId: 't-1',
      mode: 'return',
      atMs: 2_000,
      scanId: 'kiosks-boot-2',
      terminal: 'hall',
    });
    expect(after.get('t-2')?.mode).toBe('checkout');
    after.close();
  });

  it('keeps what each terminal told last beside what was done last, over many restarts', () => {
    const before = open();
    before.apply(action({ atMs: 2_000, scanId: 'kiosks-boot-1', terminal: 'hall' }));
    before.apply(action({ atMs: 500, scanId: 'kiosks-boot-2', terminal: 'door' }));
    before.apply(action({ atMs: 400, scanId: 'kiosks-boot-3', terminal: 'hall' }));
    before.close();
    open().close();
    const after = open();
    expect(after.get('t-1')?.scanId).toBe('kiosks-boot-1');
    expect(after.lastOf('door', 't-1')?.scanId).toBe('kiosks-boot-2');
    expect(after.lastOf('hall', 't-1')?.scanId).toBe('kiosks-boot-3');
    expect(after.lastOf('gate', 't-1')).toBeUndefined();
    after.close();
  });

  it('holds scans that a kill kept out of the file, from the spool', () => {
    const scan = {
      tagId: 't-1',
      text: '',
      mode: 'return',
      at: 3_000,
      mono: 1,
      bootId: 'boot-boot-boot',
    } as const;
    const copies = open([{ seq: 9, scan: { ...scan, synced: true } }]);
    expect(copies.get('t-1')).toMatchObject({ mode: 'return', scanId: 'kiosks-boot-boo-9' });
    copies.close();
  });

  it('reads over a line that was cut off', () => {
    const before = open();
    before.apply(action());
    before.close();
    appendFileSync(join(folder, 'copies.jsonl'), '{"tagId":"t-1","mode":"ret');
    const after = open();
    expect(after.get('t-1')?.mode).toBe('checkout');
    after.close();
  });

  it('does not grow with every loan', () => {
    const copies = open();
    for (let n = 0; n < 25_000; n += 1) copies.apply(action({ atMs: n, scanId: `kiosks-boot-${n}` }));
    copies.close();
    expect(readFileSync(join(folder, 'copies.jsonl'), 'utf8').split('\n').length).toBeLessThan(10_010);
    const after = open();
    expect(after.get('t-1')?.atMs).toBe(24_999);
    after.close();
    expect(complaints).toEqual([]);
  });
});
