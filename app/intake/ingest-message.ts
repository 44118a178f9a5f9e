import { isStatusTopic, parseStatusMessage, type ReaderStatus } from './ingest-status';
import { type Quarantine, quarantineMessage } from './quarantine';
import { readerAilments } from './reader-ailments';
import { type ScanBatch, toScanBatches } from './scan-batch';
import { type MqttMessage, parseScanMessage } from './scan-message';

/** The bus that scans travel on. Errors: throws unless every batch is on it. */
export type ScanBus = { publish(batches: readonly ScanBatch[]): Promise<void> };

/** What is known of readers besides their scans. Older news changes nothing. */
export type ReaderRegister = {
  seen(readerId: string, at: string): Promise<void>;
  status(readerId: string, status: ReaderStatus, receivedAt: string): Promise<void>;
};

export type IngestPorts = {
  readonly quarantine: Quarantine;
  readonly bus: ScanBus;
  readonly readers: ReaderRegister;
};

/** What became of a message. */
export type Ingested = {
  readonly kind: 'scans' | 'status';
  readonly readerId: string;
  readonly scanCount: number;
  readonly faultCount: number;
  readonly quarantinedAs?: string;
  /** What ails the reader by the status that this message is. */
  readonly ailments?: readonly string[];
};

/** Takes in one message: good scans go on the bus, the rest to quarantine. Taking the same message in again
 *  adds nothing, so a failure halfway is cured by another attempt. */
export async function ingestMessage(
  ports: IngestPorts,
  message: MqttMessage,
  libraryTimeZone: string,
): Promise<Ingested> {
  return isStatusTopic(message.topic)
    ? ingestStatus(ports, message)
    : ingestScans(ports, message, libraryTimeZone);
}

async function ingestScans(
  { quarantine, bus, readers }: IngestPorts,
  message: MqttMessage,
  libraryTimeZone: string,
): Promise<Ingested> {
  const parsed = parseScanMessage(message, libraryTimeZone);
  const { readerId, scans, faults } = parsed;
  const quarantined =
    faults.length > 0 ? await quarantineMessage(quarantine, message, 'input', faults) : undefined;
  if (scans.length > 0) {
    await bus.publish(toScanBatches(message, parsed));
    await readers.seen(readerId, message.receivedAt);
  }
  return {
    kind: 'scans',
    readerId,
    scanCount: scans.length,
    faultCount: faults.length,
    ...(quarantined && { quarantinedAs: quarantined.key }),
  };
}

async function ingestStatus({ quarantine, readers }: IngestPorts, message: MqttMessage): Promise<Ingested> {
  const parsed = parseStatusMessage(message);
  if ('status' in parsed) {
    await readers.status(parsed.readerId, parsed.status, message.receivedAt);
    const ailments = readerAilments(parsed.status, message.receivedAt);
    const { readerId } = parsed;
    return {
      kind: 'status',
      readerId,
      scanCount: 0,
      faultCount: 0,
      ...(ailments.length > 0 && { ailments }),
    };
  }
  const { key } = await quarantineMessage(quarantine, message, 'input', parsed.faults);
  return {
    kind: 'status',
    readerId: '',
    scanCount: 0,
    faultCount: parsed.faults.length,
    quarantinedAs: key,
  };
}
