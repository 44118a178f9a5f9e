import { CASTORE } from './append/castore';
import { EQUINOX } from './append/equinox';
import type { AppendFigures } from './append/measure-append';
import { RAW_SDK } from './append/raw-sdk';
import { SHELFLOG } from './append/shelflog';
import {
  type Arrival,
  BY_TENS,
  ONE_BY_ONE,
  reckonBill,
  SELDOM,
  totalOf,
  withoutBasicIngest,
} from './bill/reckon-bill';
import { soakPart } from './device/render-soak';
import { marcPart } from './marc/render-marc';
import { MOSTLY_UNCHANGED } from './projection/scan-mix';
import { rebuildPart } from './rebuild/render-rebuild';
import type { RecordedSections } from './recorded';
import { ranOn, table } from './table';

const times = (ours: number, theirs: number) => (ours === 0 ? '–' : `${(theirs / ours).toFixed(2)} ×`);

/** The page of results, from whatever has been measured. */
export function renderResults(sections: RecordedSections): string {
  return `${[
    '# What was measured',
    'Made by `npm run bench [append|projection|lag|backlog|rebuild|marc|render]` and `npm run soak`; the raw figures are in `results/`. Units are what AWS bills, reckoned from the items before and after each write (`meter/`); each section names its machine. Milliseconds compare contenders on one endpoint and say nothing about AWS.',
    ...appendPart(sections),
    ...projectionPart(sections),
    ...billPart(sections),
    ...stackPart(sections),
    ...rebuildPart(sections),
    ...marcPart(sections),
    ...soakPart(sections),
  ].join('\n\n')}\n`;
}

function appendPart({ append }: RecordedSections): string[] {
  if (append === undefined) return [];
  const { figures, engine } = append.result;
  const parts = [`## Append`, ranOn(append, engine)];
  const writes = ({ tableWrites, indexWrites }: AppendFigures) => tableWrites + indexWrites;
  for (const load of new Set(figures.map((one) => one.load))) {
    const rows = figures.filter((one) => one.load === load);
    const ours = rows.find(({ contender }) => contender === SHELFLOG[0]?.name);
    if (ours === undefined) continue;
    parts.push(
      `### ${load}`,
      'First three columns: times what Shelflog needs (25 a call). The others: a scan.',
      table(
        ['', 'requests', 'write units', 'time', 'requests', 'table', 'index', 'reads', 'ms'],
        rows.map((one) => [
          one.contender,
          times(ours.requests, one.requests),
          times(writes(ours), writes(one)),
          times(ours.millis, one.millis),
          one.requests,
          one.tableWrites,
          one.indexWrites,
          one.reads,
          one.millis,
        ]),
      ),
    );
  }
  return [
    ...parts,
    '### Who is ahead in what',
    'Shelflog pays a second write unit for the index by time of recording, which audit, seal and catch-up read; Castore has no such order and pays one, as long as its writer knows the version. A writer that must read the version first pays that read, which grows with the stream, and a second request. In a group Castore writes 25 scans in one transaction, at twice the units. equinox-js packs events of a stream into its tip: every append rewrites that item, so units grow with the tip; with a tip of 1 KiB on short streams it is below our two units and above our one on the table.',
    '### How each was set up',
    'The same facts for all, about 190 bytes as JSON. Units were counted one call at a time; times are the median of three runs with eight writers (one, where there is one tag), each tag’s scans by the same writer, on a fresh table.',
    table(
      ['contender', 'setup'],
      [...RAW_SDK, ...SHELFLOG, ...CASTORE, ...EQUINOX].map(({ name, setup }) => [name, setup]),
    ),
    'The engine’s own ConsumedCapacity agrees with the reckoning for single writes, PartiQL and transactions wherever it reports any: `engineUnits` in `results/append.json`.',
  ];
}

function projectionPart({ projection, 'projection-before': before }: RecordedSections): string[] {
  if (projection === undefined) return [];
  const { figures, engine } = projection.result;
  return [
    '## Projection',
    ranOn(projection, engine),
    '500 scans over 1,200 copies of 400 books, 1.1 s apart. Mostly unchanged: of a hundred scans 40 lend or return, 30 are repeats, 25 shelf checks, 4 find a copy lent or returned already, 1 reads a tag that nobody assigned. Open library: 60 lend or return, 15 are repeats, 20 shelf checks, 4 find a copy lent or returned already, 1 reads a tag that nobody assigned. Write units a scan, tables and indexes; before: as the projectors were first built, every commit a transaction (400 scans).',
    table(
      [
        'mix',
        'batch',
        'before',
        'now',
        'Inventory',
        'its indexes',
        'Stock',
        'Analytics',
        'read units',
        'requests',
      ],
      figures.map(({ mix, batch, circulation, analytics }) => {
        const was = before?.result.figures.find((one) => one.mix === mix && one.batch === batch);
        const of = (name: string) => circulation.tables.find((one) => one.table === name);
        return [
          mix,
          String(batch),
          was ? was.circulation.writes + was.analytics.writes : '–',
          circulation.writes + analytics.writes,
          of('inventory')?.writes ?? 0,
          of('inventory')?.indexWrites ?? 0,
          of('stock')?.writes ?? 0,
          analytics.writes,
          circulation.reads + analytics.reads,
          circulation.requests + analytics.requests,
        ];
      }),
    ),
  ];
}

function billPart({ append, projection }: RecordedSections): string[] {
  const log = append?.result.figures.find(({ contender }) => contender === SHELFLOG[0]?.name);
  if (log === undefined || projection === undefined) return [];
  const parts = [
    '## The bill of a million scans',
    'USD, us-east-1, on demand, no free tier (`bill/prices.ts`). Not in it: what is fixed a month, storage, and logs and traces, which depend on how the stage is set (docs/cost.md). Mix: of a hundred scans 40 lend or return, 60 change no count.',
  ];
  const { figures } = projection.result;
  const mixes = [...new Set(figures.map(({ mix }) => mix))];
  const billOf = (arrival: Arrival, mixName: string) =>
    reckonBill(arrival, log, (size) => {
      const measured = figures.find(({ mix, batch }) => mix === mixName && batch === size);
      if (measured === undefined) throw new Error(`Batches of ${size} were not measured: run projection.`);
      return measured;
    });
  for (const arrival of [ONE_BY_ONE, BY_TENS]) {
    const lines = billOf(arrival, MOSTLY_UNCHANGED.name);
    const { circulation, analytics } = arrival.batches;
    parts.push(
      `### ${arrival.name}: ${totalOf(lines).toFixed(2)}`,
      `Stream batches of ${circulation} (Inventory and Stock) and ${analytics} (Analytics).`,
      table(
        ['part', 'a scan', 'USD'],
        [...lines.map(({ part, how, dollars }) => [part, how, dollars]), ['**sum**', '', totalOf(lines)]],
      ),
    );
  }
  parts.push(
    '### The same with other mixes, rates and topics',
    table(
      ['', ...mixes, 'more without Basic Ingest'],
      [ONE_BY_ONE, BY_TENS, SELDOM].map((arrival) => [
        arrival.name,
        ...mixes.map((mix) => totalOf(billOf(arrival, mix))),
        withoutBasicIngest(arrival),
      ]),
    ),
  );
  return parts;
}

function stackPart({ lag, backlog }: RecordedSections): string[] {
  const parts: string[] = [];
  if (lag) {
    const { mix, perSecond, samples, seconds, projection, wholeWay } = lag.result;
    const row = (name: string, ...lags: readonly (readonly [number, number])[]) => [
      name,
      ...lags.flat().map((millis) => `${millis.toFixed(0)} ms`),
    ];
    parts.push(
      '## Lag on the local stack',
      ranOn(lag),
      `${perSecond} scans/s, one a message, for ${seconds} s (${mix}), ${samples} samples. Recorded to served is the projection’s own lag; sent to served is the whole way from a reader.`,
      table(
        ['', 'recorded to served, p50', 'p99', 'sent to served, p50', 'p99'],
        [
          row('Inventory and Stock', projection.inventory, wholeWay.inventory),
          row('Analytics', projection.analytics, wholeWay.analytics),
        ],
      ),
    );
  }
  if (backlog) {
    const { scans, publishedASecond, throughASecond, tenths, stored } = backlog.result;
    parts.push(
      '## Throughput of the local stack',
      ranOn(backlog),
      `${scans} scans sent as fast as the broker takes them (${publishedASecond.toFixed(0)}/s), through to both projections at ${throughASecond.toFixed(0)} scans/s; ${stored} events stored, ${scans - stored} lost.`,
      table(
        ['tenth of the scans', ...tenths.map((_, i) => String(i + 1))],
        [['projected a second', ...tenths.map((speed) => speed.toFixed(0))]],
      ),
    );
  }
  return parts;
}
