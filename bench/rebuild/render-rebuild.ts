import type { RecordedSections } from '../recorded';
import { ranOn, table } from '../table';

type Runs = NonNullable<RecordedSections['rebuild']>['result']['runs'];
type Run = Runs[number];

/** Rebuilding beside the bare work that it consists of, ratios first. */
export function rebuildPart({ rebuild }: RecordedSections): string[] {
  if (rebuild === undefined) return [];
  const { engine, runs } = rebuild.result;
  const [smallest] = runs;
  if (smallest === undefined) return [];
  const sizes = runs.map(
    ({ events, tags }) => `${events.toLocaleString('en')} events, ${tags.toLocaleString('en')} tags`,
  );
  return [
    '## Rebuild',
    ranOn(rebuild, engine),
    table(
      ['', 'wanted', ...sizes],
      RATIOS.map(({ name, wanted, of }) => [name, wanted, ...runs.map((run) => ratio(of(run, smallest)))]),
    ),
    'Deriving is what `rebuild --dry-run` does before it compares: every event read, checked against the schema and folded, every row that would be served made and fingerprinted, every sum gathered, all in sorted files. From the ledger each file is checked against the SHA-256 in its day’s digest, and no event by itself; from the table no digest is checked (a dry run from the table checks every event’s besides, for `verify` tells of tampering). A bare parse is gunzip, split into lines and JSON.parse in one process; a bare scan the SDK’s paginated Scan, as many segments at a time as a rebuild reads; bare writes BatchWriteItem of the rows that the rebuild wrote, 32 on their way. A whole rebuild is all of: reading, checking each event against its digest, deriving, writing, catching up, and then reading history and every row again to compare.',
    'dynoxide sorts all that is left of a segment for each page of a scan, which of a million items takes seconds: it was given an index (`local-aws/src/dynamodb/dynoxide.ts`), by which both sides of each ratio read. Its files and all others lay in memory (`--folder` in /dev/shm), so that no figure is a disk’s. All in one run. On this machine the same measure differs by a third from one minute to the next: what is compared was taken in turn, and the median of each counts, in time and in memory.',
    table(
      ['each time', ...sizes],
      [
        ...RATIOS.flatMap(({ name, each }) =>
          each === undefined ? [] : [[name, ...runs.map((run) => each(run).map(ratio).join(', '))]],
        ),
        ...IN_MEMORY.map((name) => [
          `peak MB: ${name}`,
          ...runs.map(({ measures }) => measures[name]?.peaks?.join(', ') ?? '–'),
        ]),
      ],
    ),
    table(
      ['seconds (peak MB)', ...sizes],
      SHOWN.map(([name, label]) => [
        label,
        ...runs.map(({ measures }) => {
          const one = measures[name];
          return one ? `${one.seconds.toFixed(1)} (${one.peakMb})` : '–';
        }),
      ]),
    ),
    table(
      ['reading all history once', ...sizes.flatMap((size) => [`${size}: requests`, 'read units'])],
      [
        ['Shelflog, from the table', 'count-reads'],
        ['Shelflog, from the ledger (requests of S3)', 'derive-from-ledger'],
        ['Castore, getEvents of each aggregate', 'castore'],
      ].map(([label = '', name = '']) => [
        label,
        ...runs.flatMap((run) => [
          whole(figure(run, name, 'requests')),
          name === 'derive-from-ledger' ? '0' : whole(figure(run, name, 'readUnits')),
        ]),
      ]),
    ),
    'Castore holds the same facts without our digest and index keys; one aggregate of fifty was pushed and read by Castore itself and counts for all. The list of its aggregates is not counted.',
  ];
}

/** The seconds of each time that a measure was taken. */
const turns = ({ measures }: Run, name: string): readonly number[] => measures[name]?.turns ?? [];

type Ratio = {
  readonly name: string;
  readonly wanted: string;
  readonly of: (run: Run, smallest: Run) => number | undefined;
  /** The same of each time by itself: how far apart they are whose medians count. */
  readonly each?: (run: Run) => readonly (number | undefined)[];
};

const IN_MEMORY = ['rebuild', 'derive-from-ledger', 'derive-from-table'];

const RATIOS: readonly Ratio[] = [
  {
    name: 'deriving from the ledger ÷ a bare parse of it',
    wanted: '≤ 4',
    of: (run) => quotient(seconds(run, 'derive-from-ledger'), seconds(run, 'parse')),
    each: (run) => turns(run, 'derive-from-ledger').map((time, i) => quotient(time, turns(run, 'parse')[i])),
  },
  {
    name: 'speed of deriving from the table ÷ of a bare scan',
    wanted: '≥ 0.7',
    of: (run) => quotient(seconds(run, 'scan'), seconds(run, 'derive-from-table')),
    each: (run) => turns(run, 'scan').map((time, i) => quotient(time, turns(run, 'derive-from-table')[i])),
  },
  {
    name: 'whole rebuild ÷ (bare scan + bare writes)',
    wanted: '≤ 1.4',
    of: (run) => quotient(seconds(run, 'rebuild'), sum(seconds(run, 'scan'), seconds(run, 'write'))),
    each: (run) =>
      turns(run, 'rebuild').map((time, i) =>
        quotient(time, sum(turns(run, 'scan')[i], turns(run, 'write')[i])),
      ),
  },
  ...IN_MEMORY.map((name) => ({
    name: `peak memory ÷ that at the smallest size: ${name}`,
    wanted: '≤ 1.1',
    of: (run: Run, smallest: Run) => quotient(figure(run, name, 'peakMb'), figure(smallest, name, 'peakMb')),
  })),
  {
    name: 'requests of Castore’s replay ÷ ours',
    wanted: '≥ 50',
    of: (run) => quotient(figure(run, 'castore', 'requests'), figure(run, 'count-reads', 'requests')),
  },
  {
    name: 'read units of Castore’s replay ÷ ours',
    wanted: '≥ 2',
    of: (run) => quotient(figure(run, 'castore', 'readUnits'), figure(run, 'count-reads', 'readUnits')),
  },
];

const SHOWN: readonly (readonly [string, string])[] = [
  ['parse', 'bare parse of the ledger'],
  ['derive-from-ledger', 'deriving from the ledger'],
  ['scan', 'bare scan of the table'],
  ['derive-from-table', 'deriving from the table'],
  ['write', 'bare writes of the rows'],
  ['rebuild', 'whole rebuild from the table'],
  ['dry-run-from-ledger', '`rebuild --dry-run --from ledger`, compared with every row'],
];

function figure({ measures }: Run, measure: string, name: string): number | undefined {
  const value = measures[measure]?.[name];
  return typeof value === 'number' ? value : undefined;
}

const seconds = (run: Run, measure: string) => figure(run, measure, 'seconds');
const sum = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a + b;
const quotient = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a / b;
const ratio = (value: number | undefined) => value?.toFixed(2) ?? '–';
const whole = (value: number | undefined) => value?.toFixed(0) ?? '–';
