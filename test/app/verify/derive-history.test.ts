import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../../adapters/files/line-store';
import type { StreamHistory } from '../../../app/history/history-source';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { type DerivePorts, deriveHistory } from '../../../app/verify/derive-history';
import { tagStream } from '../../../domain/ids';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { anAssignment, aScan, at } from '../../domain/builders';

const STREAMS = Array.from({ length: 12 }, (_, n): StreamHistory => {
  const tagId = `tag-${n}`;
  return {
    streamId: tagStream(tagId),
    events: [
      anAssignment(at('08:00'), 'b', 1, { tagId }),
      aScan(at('09:00'), { tagId, scanId: `out-${n}` }),
      aScan(at('10:00'), { tagId, scanId: `in-${n}` }),
    ],
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-derive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a history says, as lines; and how often it was read. `pieces(n)`: the stream that reading n breaks. */
async function derive(name: string, pieces: (reading: number) => number | undefined) {
  let readings = 0;
  const lines = lineStore(join(folder, name), { durable: false });
  const ports: DerivePorts = {
    history: {
      segments: 1,
      expectedEvents: 0,
      async *read() {
        const broken = pieces(readings);
        readings += 1;
        for (const [n, { streamId, events }] of STREAMS.entries()) {
          if (n === broken) yield { streamId, events: events.slice(1) };
          else yield { streamId, events };
        }
        if (broken !== undefined) {
          const { streamId, events } = STREAMS[broken]!;
          yield { streamId, events: events.slice(0, 1) };
        }
      },
    },
    served: { expectedTag: () => new Map(), expectedBook: () => ({}) },
    interpretation: { rules: DEFAULT_RULES, calendar: libraryCalendar('UTC') },
    readStream: async (streamId) => [...STREAMS.find((one) => one.streamId === streamId)!.events],
    lines,
    onEvents: () => {},
    signal: new AbortController().signal,
  };
  const { names, events } = await deriveHistory(at('12:00'), ports);
  const found = new Map<string, string>();
  for await (const group of lines.merged(names)) {
    for (const { key, value } of group) found.set(key, JSON.stringify(value, Object.keys(value).sort()));
  }
  return { found, events, readings };
}

describe('history whose streams come in pieces', () => {
  it('is read once where they come whole', async () => {
    expect((await derive('whole', () => undefined)).readings).toBe(1);
  });

  it('is read again where some do not, and says the same', async () => {
    const whole = await derive('whole', () => undefined);
    const broken = await derive('broken', (reading) => (reading < 2 ? reading : undefined));
    expect(broken.readings).toBe(3);
    expect(broken.found).toEqual(whole.found);
  });

  it('ends though another breaks at each reading, and says the same', async () => {
    const whole = await derive('whole', () => undefined);
    const broken = await derive('broken', (reading) => reading % STREAMS.length);
    expect(broken.readings).toBe(3);
    expect(broken.found).toEqual(whole.found);
    expect(broken.events).toBe(whole.events);
  });
});
