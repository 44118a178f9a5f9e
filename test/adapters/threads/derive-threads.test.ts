import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedRows } from '../../../adapters/dynamodb/expected-rows';
import { ledgerHistory } from '../../../adapters/files/ledger-history';
import { lineStore } from '../../../adapters/files/line-store';
import { deriveThreads, threadsFor } from '../../../adapters/threads/derive-threads';
import { sealDays } from '../../../app/ledger/seal-days';
import { libraryCalendar } from '../../../app/library-calendar';
import { deriveHistory } from '../../../app/verify/derive-history';
import type { Elsewhere } from '../../../app/verify/verify-needs';
import { DEFAULT_RULES } from '../../../domain/rules';
import { memoryLedger, memoryTable } from '../../app/ledger/memory-ledger';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';

const TIME_ZONE = 'Europe/Berlin';
const calendar = libraryCalendar(TIME_ZONE);
const EVENTS = [
  aBook(at('08:00'), 'b'),
  ...Array.from({ length: 300 }, (_, i) => [
    anAssignment(at('08:00'), 'b', 1, { tagId: `t${i}` }),
    aScan(at('09:00'), { tagId: `t${i}`, scanId: `out-${i}` }),
    aScan(at('12:00'), { tagId: `t${i}`, scanId: `in-${i}` }),
  ]).flat(),
];

let folder: string;
let close: (() => Promise<void>) | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-threads-'));
});
afterEach(async () => {
  await close?.();
  rmSync(folder, { recursive: true, force: true });
});

async function aDealtLedger() {
  const ledger = memoryLedger();
  await sealDays({ recorded: memoryTable(...EVENTS), ledger, clock: () => at('08:00', '2026-03-06') });
  return ledgerHistory(ledger, join(folder, 'ledger'), async () => undefined);
}

function threads(count: number, signal = new AbortController().signal): Elsewhere {
  const folders = { history: join(folder, 'ledger'), lines: join(folder, 'there') };
  const opened = deriveThreads(
    { folders, rules: DEFAULT_RULES, timeZone: TIME_ZONE, generation: 'g1' },
    count,
    signal,
  );
  close = opened.close;
  return opened;
}

async function linesOf(where: string, elsewhere?: Elsewhere) {
  const lines = lineStore(join(folder, where), { durable: false });
  const { names, events } = await deriveHistory('9999', {
    history: await aDealtLedger(),
    served: expectedRows('g1', calendar),
    how: { rules: DEFAULT_RULES, calendar },
    lines,
    ...(elsewhere && { elsewhere }),
    readStream: async () => [],
    onEvents: () => undefined,
    signal: new AbortController().signal,
  });
  const found: unknown[] = [];
  for await (const group of lines.merged(names))
    for (const { key, value } of group) found.push({ key, value });
  return { events, found };
}

describe('threads that derive a ledger', () => {
  it('say what one thread says', async () => {
    const here = await linesOf('here');
    const there = await linesOf('there', threads(2));
    expect(here.events).toBe(EVENTS.length);
    expect(here.found.length).toBeGreaterThan(300);
    expect(there).toEqual(here);
  });

  it('given a segment that holds no events, then the fault names it and keeps its cause', async () => {
    const elsewhere = threads(1);
    await aDealtLedger();
    writeFileSync(join(folder, 'ledger', 'segment-0000.jsonl'), '{"streamId":"tag#x","type":"TagEaten"}\n');
    const broken = elsewhere.derive({ segment: 0, name: 's', strays: [], cutoff: '9999' });
    await expect(broken).rejects.toThrow(/Segment 0 could not be derived: .*no event/);
    await expect(broken).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.any(String) }),
    });
  });

  it('given the signal is aborted, then a job ends at once with its reason', async () => {
    const controller = new AbortController();
    const elsewhere = threads(1, controller.signal);
    await aDealtLedger();
    const job = elsewhere.derive({ segment: 0, name: 's', strays: [], cutoff: '9999' });
    const reason = new Error('Ctrl-C');
    controller.abort(reason);
    await expect(job).rejects.toBe(reason);
  });

  it('given a thread that has ended, then its jobs fail and do not wait for ever', async () => {
    const elsewhere = threads(1);
    await close?.();
    const job = elsewhere.derive({ segment: 0, name: 's', strays: [], cutoff: '9999' });
    await expect(job).rejects.toThrow('Its thread ended');
  });

  it('are not begun for what one thread does as soon', () => {
    expect(threadsFor(10_000)).toBe(0);
    expect(threadsFor(1_000_000)).toBeGreaterThanOrEqual(1);
  });
});
