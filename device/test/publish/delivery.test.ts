import { generate } from 'mqtt-packet';
import { consequenceOf, toDelivery, toFailure } from '../../src/publish/delivery';
import { maxPayloadBytes, publishPacketBytes } from '../../src/publish/packet-size';
import { openParking } from '../../src/publish/parking';
import { PowerCutFiles } from '../support/power-cut-files';
import { seededRandom } from '../support/random';
import { FOLDER } from '../support/spool-fixture';

const TOPIC = 'shelflog/readers/r-1/scans';

describe('what becomes of a message', () => {
  it.each([
    [0, 'done'],
    [16, 'done'],
    [128, 'again'],
    [131, 'again'],
    [135, 'stop'],
    [144, 'stop'],
    [145, 'again'],
    [151, 'again'],
    [153, 'park'],
  ] as const)('reason code %i means %s', (reasonCode, consequence) => {
    expect(consequenceOf(toDelivery({ type: 4, reasonCode }))).toBe(consequence);
  });

  it.each([
    ['libaws-c-mqtt: AWS_ERROR_MQTT5_PACKET_VALIDATION, Invalid MQTT5 packet', 'park'],
    ['AWS_ERROR_MQTT5_PUBLISH_OPTIONS_VALIDATION', 'park'],
    ['AWS_ERROR_MQTT5_USER_PROPERTY_COUNT_VALIDATION', 'park'],
    ['libaws-c-mqtt: AWS_ERROR_MQTT5_OPERATION_FAILED_DUE_TO_OFFLINE_QUEUE_POLICY', 'again'],
    ['AWS_ERROR_MQTT_TIMEOUT', 'again'],
    ['something nobody has thought of', 'again'],
  ])('an SDK that rejects with %s means %s', (text, consequence) => {
    expect(consequenceOf(toFailure(text, 'the link is down'))).toBe(consequence);
  });
});

describe('the size of a packet', () => {
  it.each([0, 1, 96, 97, 98, 127, 128, 16_350, 16_352, 16_353, 16_354, 131_071, 131_072])(
    'is to the byte what goes over the wire with a payload of %i bytes',
    (bytes) => {
      const packet = {
        cmd: 'publish',
        topic: TOPIC,
        payload: Buffer.alloc(bytes),
        qos: 1,
        messageId: 7,
        dup: false,
        retain: false,
      } as const;
      expect(publishPacketBytes(TOPIC, bytes)).toBe(generate(packet, { protocolVersion: 5 }).length);
    },
  );

  it.each([130, 131, 132, 16_380, 16_387, 20_000, 149_504])(
    'leaves the largest payload that a packet of %i bytes can hold',
    (packet) => {
      const payload = maxPayloadBytes(TOPIC, packet);
      expect(publishPacketBytes(TOPIC, payload)).toBeLessThanOrEqual(packet);
      if (payload < 131_072) expect(publishPacketBytes(TOPIC, payload + 1)).toBeGreaterThan(packet);
    },
  );
});

describe('parked messages', () => {
  const message = { at: '2026-11-22T09:00:00Z', reason: 'too large', payload: '{"scanId":"a"}' };
  const linesOf = (files: PowerCutFiles) =>
    String(files.contentOf(`${FOLDER}/parked.jsonl`))
      .split('\n')
      .filter(Boolean);

  it('lie in a file, a line each, and are counted over restarts', () => {
    const files = new PowerCutFiles();
    const parking = openParking(files, FOLDER);
    parking.park(message);
    parking.park(message);
    expect(linesOf(files).map((line) => JSON.parse(line))).toEqual([message, message]);
    expect(openParking(files, FOLDER).count()).toBe(2);
  });

  it('outlast a power cut once they are parked', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const files = new PowerCutFiles();
      const random = seededRandom(seed);
      files.cutAfter(1 + random.below(20));
      let kept = 0;
      try {
        const parking = openParking(files, FOLDER);
        for (; kept < 10; kept += 1) parking.park({ ...message, reason: String(kept) });
      } catch {
        files.restart(random);
      }
      openParking(files, FOLDER).park({ ...message, reason: 'after' });
      const reasons = linesOf(files).map(reasonOf);
      for (let n = 0; n < kept; n += 1) expect(reasons).toContain(String(n));
      expect(reasons).toContain('after');
    }
  });
});

/** Of a line that is whole. */
function reasonOf(line: string): unknown {
  try {
    return JSON.parse(line).reason;
  } catch {
    return undefined;
  }
}
