import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CASTORE } from './append/castore';
import { EQUINOX } from './append/equinox';
import { type AppendFigures, measureAppend } from './append/measure-append';
import { RAW_SDK } from './append/raw-sdk';
import { SHELFLOG } from './append/shelflog';
import { startBenchEngine } from './bench-engine';
import { measureMarc } from './marc/measure-marc';
import { measureProjection, type ProjectionFigures } from './projection/measure-projection';
import { ALL_LOANS, MOSTLY_UNCHANGED, OPEN_LIBRARY } from './projection/scan-mix';
import { measureRebuild } from './rebuild/measure-rebuild';
import { recordedSections } from './recorded';
import { renderResults } from './render-results';
import { measureBacklog } from './stack/measure-backlog';
import { measureLag } from './stack/measure-lag';

/** Short and long streams: a copy that is lent now and then, and one that is never at rest. */
const LOADS = [
  { name: '50 tags × 20 scans', streams: 50, length: 20 },
  { name: '1 tag × 1,000 scans', streams: 1, length: 1_000 },
];

/** With the sizes that the traffic of the bill makes. */
const BATCHES = [1, 5, 10, 20, 100];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scans: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '60' },
    /** Keeps what `rebuild` fills for another run, and what `marc` reads. */
    folder: { type: 'string' },
    /** The books that `marc` is made of: CSV with title, author, isbn, callnumber, subject, pubyear. */
    list: { type: 'string' },
  },
});

const SECTIONS: Record<string, () => Promise<unknown>> = {
  append: async () => {
    const engine = await startBenchEngine();
    const figures: AppendFigures[] = [];
    try {
      for (const load of LOADS) {
        for (const contender of [...RAW_SDK, ...SHELFLOG, ...CASTORE, ...EQUINOX]) {
          figures.push(await measureAppend(engine, contender, load));
          say(`append: ${contender.name}, ${load.name}`);
        }
      }
      return { engine: engine.kind, figures };
    } finally {
      await engine.stop();
    }
  },
  projection: async () => {
    const engine = await startBenchEngine();
    const figures: ProjectionFigures[] = [];
    try {
      for (const mix of [MOSTLY_UNCHANGED, OPEN_LIBRARY, ALL_LOANS]) {
        for (const batch of BATCHES) {
          figures.push(await measureProjection(engine, mix, batch, 500));
          say(`projection: ${mix.name}, batches of ${batch}`);
        }
      }
      return { engine: engine.kind, figures };
    } finally {
      await engine.stop();
    }
  },
  lag: () => measureLag(20, Number(values.seconds)),
  backlog: () => measureBacklog(Number(values.scans)),
  rebuild: () => measureRebuild(say, values.folder),
  marc: () => {
    if (values.list === undefined) throw new Error('Name a list of books: --list FILE.csv');
    return measureMarc(say, { folder: values.folder, list: values.list });
  },
};

const say = (line: string) => process.stderr.write(`${line}\n`);
const RESULTS = path.join(__dirname, 'results');

async function main() {
  const wanted =
    positionals.length > 0
      ? positionals
      : Object.keys(SECTIONS).filter((name) => name !== 'marc' || values.list);
  mkdirSync(RESULTS, { recursive: true });
  for (const name of wanted) {
    const section = SECTIONS[name];
    if (section === undefined && name !== 'render') {
      throw new Error(`"${name}" is none of ${Object.keys(SECTIONS).join(', ')}, render.`);
    }
    if (section === undefined) continue;
    const result = await section();
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
    const record = { measuredOn: new Date().toISOString().slice(0, 10), machine, result };
    writeFileSync(path.join(RESULTS, `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
  }
  const files = readdirSync(RESULTS).filter((file) => file.endsWith('.json'));
  const read = files.map((file) => [
    path.basename(file, '.json'),
    JSON.parse(readFileSync(path.join(RESULTS, file), 'utf8')),
  ]);
  const sections = recordedSections.parse(Object.fromEntries(read));
  writeFileSync(path.join(__dirname, 'RESULTS.md'), renderResults(sections));
}

main().then(
  // The SDK of AWS IoT keeps a process alive.
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
