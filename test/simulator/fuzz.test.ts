import { appendMessages } from '../../app/intake/append-messages';
import { ingestMessage } from '../../app/intake/ingest-message';
import type { QuarantineShelf } from '../../app/intake/quarantine-shelf';
import { retryQuarantined } from '../../app/intake/retry-quarantined';
import type { ScanBatch } from '../../app/intake/scan-batch';
import type { MqttMessage } from '../../app/intake/scan-message';
import { BUS } from '../../contract/bus';
import { memoryEventLog, memoryQuarantine } from '../support/memory-ports';
import { type FuzzedMessage, fuzzedMessage } from './fuzzed-message';
import { Random } from './random';

const SEED = Number(process.env['SIM_SEED'] ?? 1);
const PAYLOADS = Number(process.env['FUZZ_RUNS'] ?? 2_000);
const A_STAND = 50;

const clock = () => '2026-11-22T09:15:04.000Z';
const readers = { seen: async () => {}, status: async () => {} };

/** Ingest, bus and append over memory. */
function aFixture() {
  const log = memoryEventLog();
  const quarantine = memoryQuarantine();
  const onBus: string[] = [];
  const bus = {
    publish: async (batches: readonly ScanBatch[]) => {
      for (const detail of batches) {
        onBus.push(JSON.stringify({ source: BUS.source, 'detail-type': BUS.scansReceived, detail }));
      }
    },
  };
  const shelf: QuarantineShelf = {
    list: async function* () {
      for (const id of quarantine.objects.keys()) yield { id, storedAt: clock() };
    },
    read: async (id) => quarantine.objects.get(id),
    remove: async (id) => void quarantine.objects.delete(id),
  };
  return {
    places: () => log.events().map(({ streamId, eventId }) => `${streamId} ${eventId}`),
    quarantined: () => [...quarantine.objects.keys()],
    takeIn: async (message: MqttMessage) => {
      await ingestMessage({ quarantine, readers, bus }, message, 'Europe/Berlin');
      const bodies = onBus.splice(0);
      const messages = [...bodies, ...bodies].map((body, n) => ({ id: String(n), body }));
      expect((await appendMessages({ log, quarantine, clock }, messages)).failed).toEqual([]);
    },
    retry: (id: string, correctedPayload: Buffer) =>
      retryQuarantined({ shelf, log, readers, clock }, id, { timeZone: 'Europe/Berlin', correctedPayload }),
  };
}

/** Takes it in twice, as a redelivery would, and once more mended. */
async function check(
  fixture: ReturnType<typeof aFixture>,
  { message, places, isQuarantined, mended }: FuzzedMessage,
) {
  const before = { places: fixture.places(), objects: fixture.quarantined() };
  const added = () => ({
    places: fixture.places().slice(before.places.length),
    objects: fixture.quarantined().slice(before.objects.length),
  });
  await fixture.takeIn({ ...message, receivedAt: '2026-11-22T09:15:05.000Z' });
  await fixture.takeIn(message);
  const { places: stored, objects } = added();
  expect([...stored].sort()).toEqual([...places].sort());
  expect(objects).toHaveLength(isQuarantined ? 1 : 0);
  const [id] = objects;
  if (id === undefined || mended === undefined) return;
  expect(await fixture.retry(id, mended.payload)).toMatchObject({ kind: 'accepted' });
  expect([...added().places].sort()).toEqual([...mended.places].sort());
  expect(added().objects).toEqual([]);
}

const kindOf = ({ isQuarantined, places }: FuzzedMessage) =>
  !isQuarantined ? 'good' : places.length > 0 ? 'mixed' : 'bad';

function replayable(seed: number, { message }: FuzzedMessage, cause: unknown): Error {
  const line = `SIM_SEED=${seed} FUZZ_RUNS=1 npx jest test/simulator/fuzz`;
  const payload = Buffer.from(message.payload).toString().slice(0, 500);
  return new Error(`Replay with:\n${line}\n${payload}\n${cause}`, { cause });
}

describe('any payload made from a valid one', () => {
  const name =
    'ends as one event a good scan and one quarantined object for the rest; mended, nothing is left';
  it(
    name,
    async () => {
      const seen = { good: 0, mixed: 0, bad: 0 };
      let fixture = aFixture();
      for (let i = 0; i < PAYLOADS; i += 1) {
        if (i % A_STAND === 0) fixture = aFixture();
        const fuzzed = fuzzedMessage(new Random(SEED + i), `p${SEED + i}`);
        await check(fixture, fuzzed).catch((fault) => {
          throw replayable(SEED + i, fuzzed, fault);
        });
        seen[kindOf(fuzzed)] += 1;
      }
      // Else the mutations would have lost their bite.
      const enough = PAYLOADS >= 1_000 ? PAYLOADS / 20 : 0;
      expect(Math.min(...Object.values(seen))).toBeGreaterThanOrEqual(enough);
    },
    30_000 + PAYLOADS * 20,
  );
});
