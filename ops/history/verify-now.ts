import { zoneDifference, zoneOf } from '../../app/lib/zone-rules';
import { generationStore } from '../../wiring/generations';
import type { HistoryLocation } from '../../wiring/history-location';
import { pause } from '../../wiring/rebuild-read-models';
import { verifyServed } from '../../wiring/verify-served';
import { PATIENCE_MS } from '../../wiring/verify-tables';

type Call = Omit<Parameters<typeof verifyServed>[2], 'patienceMs' | 'pause'>;

/** Compares what is served now with history. */
export async function verifyNow(location: HistoryLocation, call: Call) {
  const { serving } = await generationStore(location).read();
  const report = await verifyServed(location, serving, { ...call, patienceMs: PATIENCE_MS, pause });
  return { generation: serving.id, report, zone: zoneDifference(zoneOf(serving)) };
}
