import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { type Broker, startBroker } from '../../src/mqtt/broker';
import { issueClientCertificate, openCertificateAuthority } from '../../src/mqtt/certificate-authority';
import {
  listClientCertificates,
  revokeClientCertificates,
  watchRevocations,
} from '../../src/mqtt/revocations';

import { OWN_TOPICS } from '../support/client-permissions';

describe('clients’ certificates', () => {
  let dir: string;
  let broker: Broker;
  let revocations: Awaited<ReturnType<typeof watchRevocations>>;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'local-aws-clients-'));
    const certificates = await openCertificateAuthority(dir);
    revocations = await watchRevocations(dir, () => broker.dropRevoked());
    broker = await startBroker({
      certificates,
      port: 0,
      portIsWish: false,
      accept: async () => undefined,
      retained: { save: async () => undefined, all: async () => [] },
      permissions: OWN_TOPICS,
      isRevoked: revocations.isRevoked,
      observe: () => undefined,
    });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await broker.close();
    revocations.close();
    await rm(dir, { recursive: true, force: true });
  });

  const connected = async (clientId: string) => {
    const files = await issueClientCertificate(dir, clientId);
    const client = connect(`mqtts://127.0.0.1:${broker.port}`, {
      protocolVersion: 5,
      reconnectPeriod: 0,
      clientId,
      ca: readFileSync(files.ca),
      cert: readFileSync(files.cert),
      key: readFileSync(files.key),
    });
    clients.push(client);
    return client;
  };
  const fate = (client: MqttClient) =>
    new Promise<string>((resolve) => {
      client.once('connect', () => resolve('connected'));
      client.on('error', () => undefined);
      client.once('close', () => resolve('closed'));
    });

  it('are listed by client, the server’s own left out', async () => {
    await issueClientCertificate(dir, 'r-2');
    await issueClientCertificate(dir, 'r:1');
    expect(await listClientCertificates(dir)).toEqual([
      {
        clientId: 'r-2',
        revoked: false,
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        issuedAt: expect.any(String),
      },
      expect.objectContaining({ clientId: 'r:1', revoked: false }),
    ]);
  });

  it('end a running connection when they are revoked, and open no other', async () => {
    const client = await connected('r-3');
    expect(await fate(client)).toBe('connected');
    const files = await issueClientCertificate(dir, 'r-3');
    const kept = { cert: readFileSync(files.cert), key: readFileSync(files.key), ca: readFileSync(files.ca) };
    const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
    expect(await revokeClientCertificates(dir, 'r-3')).toBe(1);
    await gone;

    const again = connect(`mqtts://127.0.0.1:${broker.port}`, {
      ...kept,
      clientId: 'r-3',
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    clients.push(again);
    expect(await fate(again)).toBe('closed');
  });

  it('are good again when made anew, the revoked one staying in the list', async () => {
    expect(await fate(await connected('r-3'))).toBe('connected');
    const mine = (await listClientCertificates(dir)).filter(({ clientId }) => clientId === 'r-3');
    expect(mine.map(({ revoked }) => revoked).sort()).toEqual([false, true]);
  });

  it('cannot be revoked where there are none', async () => {
    expect(await revokeClientCertificates(dir, 'nobody')).toBe(0);
  });

  it('are known as revoked from the start, after a restart', async () => {
    const [revoked] = (await listClientCertificates(dir)).filter((one) => one.revoked);
    const reopened = await watchRevocations(dir, () => undefined);
    expect(reopened.isRevoked(revoked!.fingerprint)).toBe(true);
    reopened.close();
  });
});
