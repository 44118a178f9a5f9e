import { NAMES } from '../contract/names';
import type { TableName } from '../contract/tables';
import { credentialsOf } from './lambda/access-keys';
import type { CertificateFiles } from './mqtt/certificate-authority';
import type { StackModel } from './stack-model';

const STAGE = 'local';

/** The client id of the certificate that the stack offers to anyone on this machine. */
export const DESK_CLIENT = 'desk-1';

/** What other programs need to use a running local stack (CONTRACT §6, and what the commands need besides). */
export type StackInfo = {
  readonly apiUrl: string;
  readonly dashboardUrl?: string;
  readonly token: string;
  readonly mqtt: CertificateFiles & {
    readonly host: string;
    readonly port: number;
    readonly clientId: string;
  };
  readonly endpoint: string;
  readonly region: string;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly bucket: string;
  readonly quarantineBucket: string;
  readonly timeZone: string;
  readonly dataDir: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** Errors: throws if the model lacks a table or bucket of the contract. */
export function stackInfo(parts: {
  readonly model: StackModel;
  readonly dataDir: string;
  readonly endpoint: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly token: string;
  readonly desk: CertificateFiles;
}): StackInfo {
  const { model } = parts;
  const table = (name: TableName) => present(model.tables, NAMES.table(STAGE, name));
  const bucket = (name: 'exports' | 'quarantine') =>
    present(model.buckets, NAMES.bucket(STAGE, name, model.accountId));
  return {
    apiUrl: `http://127.0.0.1:${parts.httpPort}`,
    token: parts.token,
    mqtt: { host: '127.0.0.1', port: parts.mqttPort, clientId: DESK_CLIENT, ...parts.desk },
    endpoint: parts.endpoint,
    region: model.region,
    tables: {
      events: table('events'),
      inventory: table('inventory'),
      stock: table('stock'),
      analytics: table('analytics'),
      control: table('control'),
    },
    bucket: bucket('exports'),
    quarantineBucket: bucket('quarantine'),
    timeZone: timeZoneOf(model),
    dataDir: parts.dataDir,
    credentials: credentialsOf(NAMES.role(STAGE, 'ops')),
  };
}

function present(things: readonly { readonly name: string }[], name: string): string {
  if (!things.some((thing) => thing.name === name))
    throw new Error(`The synthesized stacks have no ${name}.`);
  return name;
}

function timeZoneOf({ functions }: StackModel): string {
  const zone = functions.map(({ environment }) => environment['LIBRARY_TIME_ZONE']).find(Boolean);
  if (zone === undefined)
    throw new Error('No function of the synthesized stacks knows the library time zone.');
  return zone;
}
