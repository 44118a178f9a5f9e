// Starts brokers on free ports of the loopback, and connects mqtt.js clients that keep what they receive.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { join as pathOf } from 'node:path';

const packages = createRequire(pathOf(process.cwd(), 'package.json'));
export const pause = (ms) => new Promise((go) => setTimeout(go, ms));

const listening = async (server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address().port;
};

export const withMosquitto = async (use) => {
  const free = createServer();
  const port = await listening(free);
  await new Promise((go) => free.close(go));
  const config = pathOf(mkdtempSync(pathOf(process.cwd(), 'mosquitto-')), 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const path = `${process.env.PATH}:/usr/sbin`;
  const broker = spawn('mosquitto', ['-c', config], { stdio: 'ignore', env: { ...process.env, PATH: path } });
  const failed = new Promise((_, reject) => broker.once('error', reject));
  const answers = async () => {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const socket = connect(port, '127.0.0.1');
      const up = await new Promise((go) =>
        socket.once('connect', () => go(true)).once('error', () => go(false)),
      );
      socket.destroy();
      if (up) return;
      await pause(100);
    }
    throw new Error('mosquitto does not answer');
  };
  try {
    await Promise.race([answers(), failed]);
    return await use(port);
  } finally {
    broker.kill('SIGKILL');
  }
};

const withAedes = async (use) => {
  const { Aedes } = await import(packages.resolve('aedes'));
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  try {
    return await use(await listening(server));
  } finally {
    server.close();
    broker.close();
  }
};

/** Runs `use(port)` against mosquitto, then against aedes; answers both outcomes by name. */
export const onBothBrokers = async (use) => ({
  mosquitto: await withMosquitto(use),
  aedes: await withAedes(use),
});

/** A connected client; `received` holds the packets in order, `sessionPresent` what the broker said. */
export const join = async (port, clientId, options = {}) => {
  const mqtt = packages('mqtt');
  const client = mqtt.connect({
    host: '127.0.0.1',
    port,
    clientId,
    reconnectPeriod: 0,
    protocolVersion: 5,
    ...options,
  });
  client.on('error', () => {});
  client.received = [];
  client.on('message', (topic, payload, packet) =>
    client.received.push({ topic, text: payload.toString(), qos: packet.qos, retain: packet.retain }),
  );
  const [connack] = await once(client, 'connect');
  client.sessionPresent = connack.sessionPresent;
  return client;
};
