/** 30 days without a network: 300,000 scans over 60 boots, half of them begun with a wrong clock, are drained to a
 *  broker while new tags come. Says how long it took, whether IoT Core's limits held in every second, order, memory
 *  and beeps against an idle reader.
 *  tsx bench/device/offline-month.ts [SCANS] [IDLE_SECONDS] */
import { openTimeNotes } from '../../device/src/clock/time-notes';
import { nodeFiles } from '../../device/src/spool/node-files';
import { openSpool } from '../../device/src/spool/open-spool';
import type { SpoolFiles } from '../../device/src/spool/spool-files';
import { type Arrival, benchBroker } from './bench-broker';
import { type Figures, startMeasured } from './start-measured';

const SCANS = Number(process.argv[2] ?? 300_000);
const BOOTS = 60;
const FIRST_MS = Date.parse('2026-10-20T08:00:00Z');
const BOOT_MS = 12 * 3_600_000;
const TAG_EVERY_MS = 200;
const IDLE_SECONDS = Number(process.argv[3] ?? 60);

/** Written as a reader does, only without waiting for the disk after each scan. */
const unsynced: SpoolFiles = {
  ...nodeFiles,
  open: (path, at) => ({ ...nodeFiles.open(path, at), sync: () => undefined }),
};

function fillSpool(folder: string): void {
  const complain = (message: string) => {
    throw new Error(message);
  };
  const opened = openSpool(folder, {
    readerId: 'r-1',
    maxBytes: 2 ** 29,
    files: unsynced,
    now: () => performance.now(),
    complain,
  });
  if ('refusal' in opened) throw new Error(opened.refusal.message);
  const notes = openTimeNotes(nodeFiles, folder, complain);
  const perBoot = SCANS / BOOTS;
  for (let n = 0; n < SCANS; n += 1) {
    const boot = Math.floor(n / perBoot);
    const bootId = `${String(boot).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const mono = 60_000 + Math.floor(((n % perBoot) / perBoot) * BOOT_MS);
    const right = FIRST_MS + boot * BOOT_MS + mono;
    // Half of the boots begin in 1970; half of those hear network time in their middle.
    const wrong = boot % 2 === 1;
    const heard = wrong && boot % 4 === 3 && n % perBoot >= perBoot / 2;
    const synced = !wrong || heard;
    if (heard && n % perBoot === perBoot / 2) notes.networkTime({ bootId, at: right, mono, synced: true });
    const kept = opened.spool.append({
      tagId: String(386_103_000_000 + (n % 5_000)),
      text: `book-${n % 5_000}`,
      mode: 'toggle',
      at: synced ? right : mono,
      mono,
      bootId,
      synced,
    });
    if ('refusal' in kept) throw new Error(kept.refusal.message);
  }
  opened.spool.close();
}

type Scan = {
  readonly seq: number;
  readonly clockSynced: boolean;
  readonly scannedAt: string;
  readonly bootId: string;
};

function scansOf(arrivals: readonly Arrival[]): Scan[] {
  return arrivals.flatMap(({ payload }) => {
    const message = JSON.parse(payload.toString());
    return message.scans ?? [message];
  });
}

/** The most that came in any span of a second. */
function busiestSecond(arrivals: readonly Arrival[]): { publishes: number; bytes: number } {
  let from = 0;
  let bytes = 0;
  const most = { publishes: 0, bytes: 0 };
  for (const [n, { atMs, payload }] of arrivals.entries()) {
    bytes += payload.length;
    for (
      let first = arrivals[from];
      first !== undefined && atMs - first.atMs >= 1_000;
      first = arrivals[from]
    ) {
      bytes -= first.payload.length;
      from += 1;
    }
    most.publishes = Math.max(most.publishes, n - from + 1);
    most.bytes = Math.max(most.bytes, bytes);
  }
  return most;
}

function report(idle: Figures, busy: Figures, arrivals: readonly Arrival[], drained: number): object {
  const scans = scansOf(arrivals);
  const old = scans.filter(({ seq }) => seq <= SCANS);
  const disorder = scans.filter(({ seq }, n) => seq <= (scans[n - 1]?.seq ?? 0)).length;
  const wrongTimes = old.filter(
    ({ clockSynced, scannedAt }) => clockSynced !== scannedAt.startsWith('2026-'),
  ).length;
  return {
    scans: old.length,
    distinct: new Set(old.map(({ seq }) => seq)).size,
    messages: arrivals.length,
    drainSeconds: Math.round(drained / 100) / 10,
    disorder,
    wrongTimes,
    doubtful: old.filter(({ clockSynced }) => !clockSynced).length,
    largestMessage: Math.max(...arrivals.map(({ payload }) => payload.length)),
    busiestSecond: busiestSecond(arrivals),
    idle: { beepMs: idle.beepMs, rssMb: idle.rssMb, atMost: idle['atMost'] },
    draining: { beepMs: busy.beepMs, rssMb: busy.rssMb, atMost: busy['atMost'], refused: busy.refused },
  };
}

async function main(): Promise<void> {
  let arrivals: Arrival[] = [];
  const broker = await benchBroker((arrival) => {
    if (arrival.topic.endsWith('/scans')) arrivals.push(arrival);
  });
  const files = await broker.filesOf('r-1');
  const place = { dir: broker.dir, port: broker.port, files, tagEveryMs: TAG_EVERY_MS };
  fillSpool(`${broker.dir}/month`);
  const idle = await startMeasured({ ...place, spool: 'idle', seconds: IDLE_SECONDS }).figures;
  arrivals = [];
  let ended = 0;
  const busy = startMeasured({ ...place, spool: 'month', seconds: 600 }, (upTo) => {
    if (upTo < SCANS || ended > 0) return;
    ended = performance.now();
    busy.child.send('end');
  });
  const figures = await busy.figures;
  const first = arrivals[0]?.atMs ?? 0;
  process.stdout.write(`${JSON.stringify(report(idle, figures, arrivals, ended - first), null, 2)}\n`);
  await broker.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
