import type { AppendPorts } from '../../../app/intake/append-scans';
import { toScanBatches } from '../../../app/intake/scan-batch';
import { parseScanMessage } from '../../../app/intake/scan-message';
import { memoryEventLog, memoryQuarantine } from '../../support/memory-ports';
import { aMessage } from '../../support/messages';

export const NOW = '2026-11-22T09:15:04.000Z';
export const LATER = '2026-11-22T10:00:00.000Z';

/** A log, a quarantine and a clock in memory. */
export function appendFixture() {
  const log = memoryEventLog();
  const quarantine = memoryQuarantine();
  let now = NOW;
  const ports: AppendPorts = { log, quarantine, clock: () => now };
  return {
    log,
    quarantine,
    ports,
    at: (time: string) => {
      now = time;
    },
  };
}

let lastId = 0;
/** The queue's messages for an MQTT message. */
export function queued(content: unknown, over: Parameters<typeof aMessage>[1] = {}) {
  const message = aMessage(content, over);
  return toScanBatches(message, parseScanMessage(message, 'UTC')).map((detail) => {
    lastId += 1;
    const event = { version: '0', source: 'shelflog.ingest', 'detail-type': 'ScansReceived', detail };
    return { id: `m${lastId}`, body: JSON.stringify(event) };
  });
}
