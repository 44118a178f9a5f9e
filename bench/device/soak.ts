/** A reader at two scans a second for as long as asked, an hour by default: memory, descriptors, beeps, answers.
 *  tsx bench/device/soak.ts [MINUTES] */
import { benchBroker } from './bench-broker';
import { startMeasured } from './start-measured';

const MINUTES = Number(process.argv[2] ?? 60);

async function main(): Promise<void> {
  let arrived = 0;
  const broker = await benchBroker(({ topic }) => {
    if (topic.endsWith('/scans')) arrived += 1;
  });
  const files = await broker.filesOf('r-1');
  const { figures } = startMeasured({
    dir: broker.dir,
    port: broker.port,
    files,
    spool: 'soak',
    tagEveryMs: 500,
    seconds: MINUTES * 60,
  });
  const measured = await figures;
  process.stdout.write(`${JSON.stringify({ minutes: MINUTES, messages: arrived, ...measured }, null, 2)}\n`);
  await broker.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
