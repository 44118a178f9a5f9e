import { readersTable } from '../adapters/dynamodb/control/readers-table';
import type { createEventBridgeClient } from '../adapters/eventbridge/eventbridge-client';
import { scanBus } from '../adapters/eventbridge/scan-bus';
import { quarantineBucket } from '../adapters/s3/quarantine-bucket';
import type { IngestPorts } from '../app/intake/ingest-message';
import type { Bucket, TablesOf } from './library';

type Bus = { readonly eventBridge: ReturnType<typeof createEventBridgeClient>; readonly name: string };

/** Where a message goes that is taken in. */
export const ingestStores = ({
  client,
  tables,
  bus,
  quarantine,
}: TablesOf<'control'> & { readonly bus: Bus; readonly quarantine: Bucket }): IngestPorts => ({
  bus: scanBus(bus.eventBridge, bus.name),
  quarantine: quarantineBucket(quarantine.s3, quarantine.name),
  readers: readersTable(client, tables.control),
});
