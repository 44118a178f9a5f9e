import { benchLibrary } from './bench-library';
import { MEASURES, type MeasureName } from './measures';

/** One measure in a process of its own, so that its peak memory is its own. Prints one JSON line. */
const [name = '', endpoint = '', folder = '', events = '', tags = ''] = process.argv.slice(2);

async function main() {
  const measure = MEASURES[name as MeasureName];
  if (measure === undefined) throw new Error(`There is no measure "${name}".`);
  const startedAt = performance.now();
  const worked = await measure(benchLibrary(endpoint, folder), {
    events: Number(events),
    tags: Number(tags),
  });
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const cpu = process.cpuUsage();
  const cpuSeconds = Math.round((cpu.user + cpu.system) / 1000) / 1000;
  process.stdout.write(`${JSON.stringify({ name, seconds, cpuSeconds, peakMb, ...worked })}\n`);
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
