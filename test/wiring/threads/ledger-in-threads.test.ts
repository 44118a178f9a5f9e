import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedRows } from '../../../adapters/dynamodb/generations/expected-rows';
import { zipLines } from '../../../adapters/files/gzipped-lines';
import { ledgerHistory } from '../../../adapters/files/ledger-history';
import { lineStore } from '../../../adapters/files/line-store';
import { historyThreads, threadsFor } from '../../../adapters/threads/history-threads';
import { type Ledger, LedgerBrokenError, MissingFileError } from '../../../app/ledger/ledger';
import { sealDays } from '../../../app/ledger/seal-days';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { deriveHistory } from '../../../app/verify/derive-history';
import type { SegmentWorkers } from '../../../app/verify/verify-ports';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { ledgerInThreads, THREAD_FILE } from '../../../wiring/threads/ledger-in-threads';
import { type MemoryLedger, memoryLedger, memoryTable } from '../../app/ledger/memory-ledger';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';

const TIME_ZONE = 'Europe/Berlin';
const calendar = libraryCalendar(TIME_ZONE);
const EVENTS = [
  aBook(at('08:00'), 'b'),
  ...Array.from({ length: 300 }, (_, i) => [
    anAssignment(at('08:00'), 'b', 1, { tagId: `t${i}` }),
    aScan(at('09:00'), { tagId: `t${i}`, scanId: `out-${i}` }),
    aScan(at('12:00', '2026-03-03'), { tagId: `t${i}`, scanId: `in-${i}` }),
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

async function aLedger(): Promise<MemoryLedger> {
  const ledger = memoryLedger();
  await sealDays({ recorded: memoryTable(...EVENTS), ledger, clock: () => at('08:00', '2026-03-06') });
  return ledger;
}

const aDealtLedger = async () =>
  ledgerHistory(await aLedger(), join(folder, 'ledger'), async () => undefined);

const setupOf = (where: string) => ({
  folders: { history: join(folder, 'ledger'), lines: join(folder, where) },
  rules: DEFAULT_RULES,
  zone: TIME_ZONE,
  generation: 'g1',
});

function threads(count: number, signal = new AbortController().signal): SegmentWorkers {
  const opened = historyThreads(setupOf('there'), { threadFile: THREAD_FILE, count, signal });
  close = opened.close;
  return opened;
}

async function inThreads(ledger: Ledger, where: string, count: number) {
  const signal = new AbortController().signal;
  const options = { firstDay: async () => undefined, count, signal };
  const opened = await ledgerInThreads(ledger, setupOf(where), options);
  close = opened.segmentWorkers?.close;
  return opened;
}

async function linesOf(where: string, { history, segmentWorkers }: Awaited<ReturnType<typeof inThreads>>) {
  const lines = lineStore(join(folder, where), { durable: false });
  const { names, events } = await deriveHistory('9999', {
    history,
    served: expectedRows('g1', calendar),
    interpretation: { rules: DEFAULT_RULES, calendar },
    lines,
    ...(segmentWorkers && { segmentWorkers }),
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
  it('say what one thread says, however many they are', async () => {
    const ledger = await aLedger();
    const here = await linesOf('here', await inThreads(ledger, 'here', 1));
    expect(here.events).toBe(EVENTS.length);
    expect(here.found.length).toBeGreaterThan(300);
    for (const count of [2, 3]) {
      await rm(join(folder, 'ledger'), { recursive: true });
      expect(await linesOf(`there-${count}`, await inThreads(ledger, `there-${count}`, count))).toEqual(here);
    }
  });

  it('are ended once all is derived', async () => {
    const opened = await inThreads(await aLedger(), 'there', 2);
    await linesOf('there', opened);
    const job = opened.segmentWorkers?.derive({ segment: 0, name: 's', splitStreams: [], cutoff: '9999' });
    await expect(job).rejects.toThrow('Its thread ended');
  });

  it.each([1, 2])('given a file that is not what was sealed, then %i of them say so', async (count) => {
    const ledger = await aLedger();
    const [name = ''] = [...ledger.objects.keys()].filter((key) => key.endsWith('.gz')).slice(-1);
    ledger.objects.set(name, (await zipLines(['{}'])).bytes);
    await expect(inThreads(ledger, 'there', count)).rejects.toThrow(
      new LedgerBrokenError(`${name} is not what was sealed.`),
    );
  });

  it.each([1, 2])('given a file that is missing, then %i of them say so', async (count) => {
    const ledger = await aLedger();
    const [name = ''] = [...ledger.objects.keys()].filter((key) => key.endsWith('.gz'));
    ledger.objects.delete(name);
    await expect(inThreads(ledger, 'there', count)).rejects.toThrow(MissingFileError);
  });

  it('given a segment that holds no events, then the fault names it and keeps its cause', async () => {
    const segmentWorkers = threads(1);
    await aDealtLedger();
    writeFileSync(
      join(folder, 'ledger', 'part-0000', 'segment-0000.jsonl'),
      '{"streamId":"tag#x","type":"TagEaten"}\n',
    );
    const broken = segmentWorkers.derive({ segment: 0, name: 's', splitStreams: [], cutoff: '9999' });
    await expect(broken).rejects.toThrow(/Segment 0 could not be derived: .*no event/);
    await expect(broken).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.any(String) }),
    });
  });

  it('given the signal is aborted, then a job ends at once with its reason', async () => {
    const controller = new AbortController();
    const segmentWorkers = threads(1, controller.signal);
    await aDealtLedger();
    const job = segmentWorkers.derive({ segment: 0, name: 's', splitStreams: [], cutoff: '9999' });
    const reason = new Error('Ctrl-C');
    controller.abort(reason);
    await expect(job).rejects.toBe(reason);
  });

  it('given a thread that has ended, then its jobs fail and do not wait for ever', async () => {
    const segmentWorkers = threads(1);
    await close?.();
    const job = segmentWorkers.derive({ segment: 0, name: 's', splitStreams: [], cutoff: '9999' });
    await expect(job).rejects.toThrow('Its thread ended');
  });

  it('are not begun for what one thread does as soon', () => {
    expect(threadsFor(10_000)).toBe(0);
    expect(threadsFor(1_000_000)).toBeGreaterThanOrEqual(1);
  });
});
