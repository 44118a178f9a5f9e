import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto';
import { oneByOne, writeReaderConfig } from '../support/reader-process';
import { arrivedScans, arrivedStatus } from '../support/test-broker';

const PROGRAM = join(__dirname, '../../bin/shelflog-reader.js');

async function doctor(config: string, ...more: string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'doctor', '--config', config, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, out };
}

describeWithMosquitto()('doctor against brokers', () => {
  let dir: string;
  let mosquitto: Mosquitto;
  beforeAll(async () => {
    mosquitto = await startMosquitto();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'reader-doctor-cli-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  afterAll(async () => await mosquitto.close());

  const configOf = async (readerId: string, more: object = {}) =>
    writeReaderConfig({
      dir,
      readerId,
      port: mosquitto.port,
      files: await mosquitto.filesOf(readerId),
      script: oneByOne([], 100),
      more,
    });

  it('ends with 0 for a reader that is well, having sent its status and no scan', async () => {
    expect(await doctor(await configOf('desk-1'))).toEqual({
      code: 0,
      out: 'Nothing is wrong with this reader.\n',
    });
    expect(arrivedStatus(mosquitto, 'desk-1')).toEqual([expect.objectContaining({ state: 'offline' })]);
    expect(arrivedScans(mosquitto, 'desk-1')).toEqual([]);
  });

  it('prints its faults as one JSON document, and ends with 1', async () => {
    const { code, out } = await doctor(await configOf('desk-2', { port: 9 }), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      faults: [
        { code: 'broker-unreachable', kind: 'broker', message: expect.stringContaining('127.0.0.1:9') },
      ],
    });
  });

  it('names a topic on which the reader may not publish', async () => {
    mosquitto.setRights([]);
    mosquitto.signal('SIGHUP');
    const { code, out } = await doctor(await configOf('desk-3'));
    expect(code).toBe(1);
    expect(out).toMatch(
      /^127\.0\.0\.1:\d+ does not let desk-3 publish on shelflog\/readers\/desk-3\/status \(.*\[not-permitted\]\n$/,
    );
  });
});
