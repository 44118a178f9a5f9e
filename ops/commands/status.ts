import type { z as Zod } from 'zod';
import { aCommand } from '../lib/command';
import { scarceRoom } from '../lib/data-folder';
import { messageOf, WorkFailed } from '../lib/failure';
import { readerWords } from '../lib/reader-words';
import { renderTable } from '../lib/render-table';

/** How the whole is doing, as the API says. */
export const command = aCommand({
  words: 'status',
  summary: 'show projection lag, readers and what needs attention',
  input: {},
  run: async ({ target, signal }) => {
    const { apiOf, getFromApi }: typeof import('../lib/api-call') = require('../lib/api-call');
    const at = await target();
    const problem = at.local && (at.local.problem ?? (await scarceRoom(at.local.dataDir)));
    const answer = getFromApi(apiOf(at), '/v1/status', statusSchema(), signal);
    const status = await answer.catch((error: unknown) => {
      throw problem === undefined ? error : new WorkFailed(`${problem} (${messageOf(error)})`);
    });
    return {
      json: { ...status, ...(problem !== undefined && { problem }) },
      lines: [...(problem === undefined ? [] : [`! ${problem}`, '']), ...render(status)],
    };
  },
});

/** What a reader tells of itself, as far as it does. */
function toldByReader(z: typeof Zod) {
  const count = z.number().optional();
  const text = z.string().optional();
  return {
    oldestUnsentAt: text,
    lastReadAt: text,
    reads: count,
    repeats: count,
    readErrors: z.record(z.string(), z.number()).optional(),
    chip: z
      .object({ kind: z.string().nullish(), version: z.string().nullish(), faults: z.number().nullish() })
      .optional(),
    clockSynced: z.boolean().optional(),
    uptimeS: count,
    temperatureC: count,
    undervoltage: z.boolean().optional(),
    trouble: z.array(z.string()).optional(),
    freeDiskBytes: count,
    certificateEndsAt: text,
    parked: count,
  };
}

function statusSchema() {
  const { z }: typeof import('zod') = require('zod');
  const lag = z.object({ lagMs: z.number(), newestRecordedAt: z.string().optional() });
  return z.looseObject({
    asOf: z.string(),
    generation: z.looseObject({
      id: z.string(),
      timeZone: z.string(),
      zoneRules: z.object({ release: z.string(), until: z.string(), offsets: z.string() }).exactOptional(),
    }),
    zoneDifference: z
      .object({
        timeZone: z.string(),
        recorded: z.string(),
        here: z.string(),
        from: z.string(),
        to: z.string(),
      })
      .exactOptional(),
    projections: z.object({ circulation: lag, analytics: lag }),
    readers: z.array(
      z.looseObject({
        readerId: z.string(),
        lastSeenAt: z.string().optional(),
        state: z.string().optional(),
        spoolDepth: z.number().optional(),
        version: z.string().optional(),
        ...toldByReader(z),
      }),
    ),
    quarantine: z.record(z.string(), z.number()),
    deadLetters: z.record(z.string(), z.number()),
  });
}
type Status = Zod.infer<ReturnType<typeof statusSchema>>;

function render(status: Status): string[] {
  const { asOf, generation, projections, readers, quarantine, deadLetters } = status;
  const seconds = (ms: number) => (ms === 0 ? 'up to date' : `${(ms / 1000).toFixed(1)} s behind`);
  const waiting = [
    ...Object.entries(quarantine).map(([place, count]) => [`quarantine: ${place}`, String(count)]),
    ...Object.entries(deadLetters).map(([place, count]) => [`dead letters: ${place}`, String(count)]),
  ];
  return [
    `As of ${asOf}, generation ${generation.id}, library time ${generation.timeZone}`,
    ...zoneLines(status),
    `Inventory and Stock  ${seconds(projections.circulation.lagMs)}`,
    `Analytics            ${seconds(projections.analytics.lagMs)}`,
    '',
    ...(readers.length === 0 ? ['No reader has been heard.'] : renderReaders(readers)),
    ...readers.flatMap((reader) => readerWords(reader) ?? []),
    '',
    ...renderTable(['waits for a person', 'count'], waiting),
  ];
}

/** Of this Node and of the API's, which may be another. */
function zoneLines({ generation, zoneDifference: ofApi }: Status): string[] {
  const {
    zoneDifference,
    zoneOf,
  }: typeof import('../../app/lib/zone-rules') = require('../../app/lib/zone-rules');
  const { zoneNote, zoneNotes }: typeof import('../lib/zone-note') = require('../lib/zone-note');
  return [
    ...zoneNotes(zoneDifference(zoneOf(generation))),
    ...(ofApi === undefined ? [] : [`The API: ${zoneNote(ofApi)}`]),
  ];
}

const renderReaders = (readers: Status['readers']) =>
  renderTable(
    ['reader', 'last heard', 'state', 'spooled', 'version'],
    readers.map(({ readerId, lastSeenAt = '', state = '', spoolDepth, version = '' }) => [
      readerId,
      lastSeenAt,
      state,
      spoolDepth === undefined ? '' : String(spoolDepth),
      version,
    ]),
  );
