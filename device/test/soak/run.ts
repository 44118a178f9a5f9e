/** A reader at two scans a second for as long as asked, an hour by default, on the local stack's broker alone: memory,
 *  descriptors, beeps, answers. Leaves its figures to `npm run bench render`; ends with 1 where they break the limits.
 *  npm run soak [MINUTES] */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { benchBroker } from '../../../bench/device/bench-broker';
import { startMeasured } from '../../../bench/device/start-measured';

const MINUTES = Number(process.argv[2] ?? 60);
const TAG_EVERY_MS = 500;
const MAX_GROWTH_MB = 5;
const RESULT = join(__dirname, '../../../bench/results/soak.json');

async function main(): Promise<number> {
  const scanIds = new Set<unknown>();
  let messages = 0;
  const broker = await benchBroker(({ topic, payload }) => {
    if (!topic.endsWith('/scans')) return;
    messages += 1;
    const message = JSON.parse(payload.toString());
    for (const scan of message.scans ?? [message]) scanIds.add(scan.scanId);
  });
  const measured = await startMeasured({
    program: join(__dirname, 'soaked-reader.ts'),
    dir: broker.dir,
    port: broker.port,
    files: await broker.filesOf('r-1'),
    spool: 'soak',
    tagEveryMs: TAG_EVERY_MS,
    seconds: MINUTES * 60,
  }).figures;
  await broker.close();
  const result = { minutes: MINUTES, messages, scans: scanIds.size, ...measured };
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
  const record = { measuredOn: new Date().toISOString().slice(0, 10), machine, result };
  writeFileSync(RESULT, `${JSON.stringify(record, undefined, 2)}\n`);
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  const { rssMb, openFiles, reads } = measured;
  const holds =
    rssMb.last - rssMb.first < MAX_GROWTH_MB && openFiles.late <= openFiles.early && scanIds.size === reads;
  return holds ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(3);
  },
);
