import { z } from 'zod';
import { apiOf, getFromApi } from '../api-call';
import type { Command } from '../command';
import { readerWords } from '../lib/reader-words';
import { renderTable } from '../render-table';

const lagSchema = z.object({ lagMs: z.number(), newestRecordedAt: z.string().optional() });
const count = z.number().optional();
const text = z.string().optional();
const toldByReader = {
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
  freeDiskBytes: count,
  certificateEndsAt: text,
  parked: count,
};
const statusSchema = z.looseObject({
  asOf: z.string(),
  generation: z.looseObject({ id: z.string(), timeZone: z.string() }),
  projections: z.object({ circulation: lagSchema, analytics: lagSchema }),
  readers: z.array(
    z.looseObject({
      readerId: z.string(),
      lastSeenAt: z.string().optional(),
      state: z.string().optional(),
      spoolDepth: z.number().optional(),
      version: z.string().optional(),
      ...toldByReader,
    }),
  ),
  quarantine: z.record(z.string(), z.number()),
  deadLetters: z.record(z.string(), z.number()),
});
type Status = z.infer<typeof statusSchema>;

/** How the whole is doing, as the API says. */
export const status: Command = async ({ target, signal }) => {
  const answer = await getFromApi(apiOf(await target()), '/v1/status', statusSchema, signal);
  return { json: answer, text: render(answer) };
};

function render({ asOf, generation, projections, readers, quarantine, deadLetters }: Status): string {
  const seconds = (ms: number) => (ms === 0 ? 'up to date' : `${(ms / 1000).toFixed(1)} s behind`);
  const waiting = [
    ...Object.entries(quarantine).map(([place, count]) => [`quarantine: ${place}`, String(count)]),
    ...Object.entries(deadLetters).map(([place, count]) => [`dead letters: ${place}`, String(count)]),
  ];
  return [
    `As of ${asOf}, generation ${generation.id}, library time ${generation.timeZone}`,
    `Inventory and Stock  ${seconds(projections.circulation.lagMs)}`,
    `Analytics            ${seconds(projections.analytics.lagMs)}`,
    '',
    readers.length === 0 ? 'No reader has been heard.' : renderReaders(readers),
    ...readers.flatMap((reader) => readerWords(reader) ?? []),
    '',
    renderTable(['waits for a person', 'count'], waiting),
  ].join('\n');
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
