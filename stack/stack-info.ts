import { NAMES } from '../contract/names';
import { FIRST_EVENT } from '../contract/settings';
import type { TableName } from '../contract/tables';
import { LOCAL_STAGE } from '../infra/stage-config';
import { credentialsOf } from '../local-aws/src/lambda/access-keys';
import type { StackModel } from '../local-aws/src/model/stack-model';
import { type CertificateFiles, issueClientCertificate } from '../local-aws/src/mqtt/certificate-authority';
import type { LocalAws } from '../local-aws/src/start-local-aws';
import type { SiteFront } from '../local-aws/src/start-site';
import { DESK_CLIENT } from './desk-client';
import { functionVariable } from './function-variable';

/** What other programs need to use a running local stack (CONTRACT §6, and what the commands need besides). */
export type StackInfo = {
  readonly apiUrl: string;
  readonly dashboardUrl?: string;
  readonly signIn?: Pick<SiteFront, 'issuer' | 'clientId' | 'users'>;
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
  aws: Pick<LocalAws, 'model' | 'dataDir' | 'endpoint' | 'httpPort' | 'mqttPort' | 'mintToken' | 'site'>,
): Promise<StackInfo> {
  const { model, dataDir } = aws;
  const table = (name: TableName) => present(model.tables, NAMES.table(LOCAL_STAGE, name));
  const bucket = (name: 'exports' | 'quarantine') =>
    present(model.buckets, NAMES.bucket(LOCAL_STAGE, name, model.accountId));
  const desk = await issueClientCertificate(dataDir, DESK_CLIENT);
  return {
    apiUrl: `http://127.0.0.1:${aws.httpPort}`,
    ...(aws.site && siteInfo(aws.site)),
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
    timeZone: functionVariable(model, 'LIBRARY_TIME_ZONE'),
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

const siteInfo = ({ url, ...signIn }: SiteFront): Pick<StackInfo, 'dashboardUrl' | 'signIn'> => ({
  dashboardUrl: url,
  signIn,
});

function exportsFromOf(model: StackModel): Pick<StackInfo, 'exportsFrom'> {
  const day = functionVariable(model, 'EXPORTS_FROM');
  return day === FIRST_EVENT ? {} : { exportsFrom: day };
}
