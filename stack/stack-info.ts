import { NAMES } from '../contract/names';
import { FIRST_EVENT } from '../contract/settings';
import type { TableName } from '../contract/tables';
import type { EnvName } from '../contract/variables';
import { LOCAL_STAGE } from '../infra/stage-config';
import { credentialsOf } from '../local-aws/src/lambda/access-keys';
import type { StackModel } from '../local-aws/src/model/stack-model';
import { type CertificateFiles, issueClientCertificate } from '../local-aws/src/mqtt/certificate-authority';
import type { LocalAws } from '../local-aws/src/start-local-aws';
import { DESK_CLIENT } from './desk-client';

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
  readonly exportsFrom?: string;
  readonly dataDir: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** Errors: throws if the model lacks a table or bucket of the contract. */
export async function stackInfo(
  aws: Pick<LocalAws, 'model' | 'dataDir' | 'endpoint' | 'httpPort' | 'mqttPort' | 'mintToken'>,
): Promise<StackInfo> {
  const { model, dataDir } = aws;
  const table = (name: TableName) => present(model.tables, NAMES.table(LOCAL_STAGE, name));
  const bucket = (name: 'exports' | 'quarantine') =>
    present(model.buckets, NAMES.bucket(LOCAL_STAGE, name, model.accountId));
  const desk = await issueClientCertificate(dataDir, DESK_CLIENT);
  return {
    apiUrl: `http://127.0.0.1:${aws.httpPort}`,
    token: await aws.mintToken({ user: 'admin', groups: ['admin'] }),
    mqtt: { host: '127.0.0.1', port: aws.mqttPort, clientId: DESK_CLIENT, ...desk },
    endpoint: aws.endpoint,
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
    timeZone: variable(model, 'LIBRARY_TIME_ZONE'),
    ...exportsFromOf(model),
    dataDir,
    credentials: credentialsOf(NAMES.role(LOCAL_STAGE, 'ops')),
  };
}

function present(things: readonly { readonly name: string }[], name: string): string {
  if (!things.some((thing) => thing.name === name))
    throw new Error(`The synthesized stacks have no ${name}.`);
  return name;
}

/** Errors: throws if no function is given it. */
function variable({ functions }: StackModel, name: EnvName): string {
  const value = functions.map(({ environment }) => environment[name]).find(Boolean);
  if (value === undefined) throw new Error(`No function of the synthesized stacks is given ${name}.`);
  return value;
}

function exportsFromOf(model: StackModel): Pick<StackInfo, 'exportsFrom'> {
  const day = variable(model, 'EXPORTS_FROM');
  return day === FIRST_EVENT ? {} : { exportsFrom: day };
}
