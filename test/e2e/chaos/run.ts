import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { aLocalStack, type LocalStack } from '../local-stack';
import { mulberry32, type Scenario, scenario } from '../scenario';
import { publishThroughChaos } from './chaos-publisher';
import { kill, VICTIMS, type Victim } from './kills';
import { verdictOn } from './verdict';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
    rate: { type: 'string', default: '10' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const perSecond = Number(values.rate);

/** Kills one process after the other while readers send, until all is sent; answers how many of each. */
async function rampage(stack: LocalStack, untilMs: number): Promise<Record<Victim, number>> {
  const random = mulberry32(seed);
  const pick = <T>(of: readonly T[]): T => {
    const one = of[Math.floor(random() * of.length)];
    if (one === undefined) throw new Error('Nothing to pick from.');
    return one;
  };
  const kills = { worker: 0, dynamodb: 0, stack: 0 };
  for (;;) {
    await sleep(2_000 + random() * 10_000);
    if (Date.now() > untilMs) return kills;
    const victim = pick<Victim>([...VICTIMS, 'worker', 'worker']);
    if (await kill(victim, stack, pick)) kills[victim] += 1;
    say(`killed: ${victim} (${kills.worker} workers, ${kills.dynamodb} DynamoDB, ${kills.stack} stacks)`);
  }
}

async function shelve(stack: LocalStack, { books, tags }: Scenario) {
  const files = [
    ['books', 'book_id,name,author,isbn', books.map((id) => `${id},"The, ${id}",Anon,`)],
    ['tags', 'tag_id,book_id,assigned_at', tags.map((tag) => Object.values(tag).join(','))],
  ] as const;
  for (const [what, header, rows] of files) {
    const file = join(stack.folder, `${what}.csv`);
    writeFileSync(file, `${[header, ...rows].join('\n')}\n`);
    const { code, stdout, stderr } = await stack.cli('import', what, file);
    if (code !== 0) throw new Error(`import ${what}: ${stdout}${stderr}`);
  }
}

const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

async function main(): Promise<boolean> {
  say(`chaos for ${minutes} minutes at ${perSecond} scans/s: npm run chaos -- --seed ${seed}`);
  const stack = aLocalStack();
  try {
    await stack.start();
    const sendCount = Math.ceil(minutes * 60 * perSecond);
    const scanCount = Math.ceil(sendCount / 1.1);
    const life = scenario(seed, Date.now(), { scanCount, tagCount: 240, bookCount: 40 });
    await shelve(stack, life);
    const readers = [...new Set(life.sent.map(({ readerId }) => readerId))];
    const rampaging = rampage(stack, Date.now() + minutes * 60_000);
    const localFile = join(stack.folder, '.shelflog/local.json');
    const [kills, ...published] = await Promise.all([
      rampaging,
      ...readers.map((readerId) => {
        const scans = life.sent.filter((scan) => scan.readerId === readerId);
        const share = scans.length / life.sent.length;
        return publishThroughChaos({ localFile, readerId, scans, perSecond: perSecond * share });
      }),
    ]);
    say('all sent; waiting for what is under way');
    const { lost, doubled, drift } = await verdictOn(stack, life.scans);
    const figures = {
      seed,
      minutes,
      kills,
      scans: life.scans.length,
      sent: life.sent.length,
      duplicates: life.sent.length - life.scans.length,
      sentAgainForWantOfAnAnswer: published.reduce((sum, { sentAgain }) => sum + sentAgain, 0),
      late: life.lateCount,
      lost: lost.length,
      doubled: doubled.length,
      drift: drift.length,
    };
    process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
    const faults = [...lost, ...doubled, ...drift];
    for (const fault of faults.slice(0, 20)) say(fault);
    return faults.length === 0;
  } finally {
    await stack.stop();
    stack.remove();
  }
}

main().then(
  // The SDK of AWS IoT keeps a process alive.
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
