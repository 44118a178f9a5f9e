import { createHash } from 'node:crypto';
import type { MqttMessage } from '../../app/intake/scan-message';
import { aMessage, aSeedMessage } from '../support/messages';
import { type FuzzedScan, fuzzedScan } from './fuzzed-scan';
import type { Random } from './random';

export type FuzzedMessage = {
  readonly message: MqttMessage;
  /** Where its good scans must be stored. */
  readonly places: readonly string[];
  readonly isQuarantined: boolean;
  /** What mends it and where all its scans are stored then; nothing mends what came from the wrong client. */
  readonly mended?: { readonly payload: Buffer; readonly places: readonly string[] };
};

/** One of all the messages that can come: single scans, batches, the seed system's; right ones, some with bad
 *  parts, and some that are broken as a whole. `unique` makes its ids its own. */
export function fuzzedMessage(random: Random, unique: string): FuzzedMessage {
  const whole = random.chance(0.15) ? seedMessage(random, unique) : scanMessage(random, unique);
  return random.chance(0.25) ? broken(random, whole) : whole;
}

function scanMessage(random: Random, unique: string): FuzzedMessage {
  const isBatch = random.chance(0.5);
  const count = isBatch ? 1 + random.below(random.chance(0.05) ? 60 : 5) : 1;
  const scans = Array.from({ length: count }, (_, i) => fuzzedScan(random, `${unique}-${i}`));
  // The same scan twice in a message is one.
  const sent = isBatch && random.chance(0.2) ? [...scans, scans[0]!] : scans;
  const contentOf = (pick: (scan: FuzzedScan) => string) =>
    Buffer.from(isBatch ? `{"scans":[${sent.map(pick).join(',')}]}` : sent.map(pick).join(''));
  const good = scans.filter(({ isGood }) => isGood);
  return {
    message: aMessage(contentOf(({ json }) => json)),
    places: good.map(({ place }) => place),
    isQuarantined: good.length < scans.length,
    mended: { payload: contentOf(({ goodJson }) => goodJson), places: scans.map(({ place }) => place) },
  };
}

function seedMessage(random: Random, unique: string): FuzzedMessage {
  const id = random.below(50);
  const fields = { id, text: `book ${unique}`, timestamp: '2023-09-18 18:00:00.123456' };
  const hash = createHash('sha256').update(`${id}|${fields.text}|${fields.timestamp}`).digest('hex');
  const places = [`tag#${id} scan#legacy-${hash.slice(0, 32)}`];
  const isGood = random.chance(0.6);
  const faults = [
    { id: null },
    { id: -1 },
    { text: 'x'.repeat(257) },
    { timestamp: 'yesterday' },
    { timestamp: 1 },
  ];
  const sent = isGood ? fields : { ...fields, ...faults[random.below(faults.length)] };
  return {
    message: aSeedMessage(sent),
    places: isGood ? places : [],
    isQuarantined: !isGood,
    mended: { payload: Buffer.from(JSON.stringify(fields)), places },
  };
}

type Break = (payload: Buffer, random: Random) => Buffer;

const BREAKS: readonly Break[] = [
  (payload, random) => payload.subarray(0, random.below(payload.length)),
  (payload, random) => {
    const at = 1 + random.below(payload.length - 1);
    return Buffer.concat([payload.subarray(0, at), Buffer.from([0xff]), payload.subarray(at)]);
  },
  (payload) => Buffer.concat([payload, Buffer.from('}')]),
  (payload) => Buffer.concat([Buffer.from('['), payload, Buffer.from(']')]),
  (payload) => Buffer.concat([Buffer.from(' '.repeat(128 * 1024)), payload]),
  () => Buffer.from('{"scans":[]}'),
  () => Buffer.from('{"scans":{"0":1}}'),
  () => Buffer.from(`{"scans":[${Array(501).fill('1').join(',')}]}`),
  () => Buffer.from('"just text"'),
  () => Buffer.from('null'),
  () => Buffer.alloc(0),
];

const WRONG_ORIGINS = [
  { topic: 'shelflog/readers/import/scans', clientId: 'import' },
  { topic: 'shelflog/readers/desk:ann/scans', clientId: 'desk:ann' },
  { topic: 'shelflog/readers/desk-1/scans', clientId: 'desk-2' },
  { topic: 'shelflog/readers/desk-1/scans/more', clientId: 'desk-1' },
  { topic: 'home/rfiddata', clientId: 'import' },
];

/** Either its bytes or where it came from; no scan of it counts. */
function broken(random: Random, whole: FuzzedMessage): FuzzedMessage {
  const { message, mended } = whole;
  if (random.chance(0.2)) {
    const origin = WRONG_ORIGINS[random.below(WRONG_ORIGINS.length)];
    return { message: { ...message, ...origin }, places: [], isQuarantined: true };
  }
  const damage = BREAKS[random.below(BREAKS.length)]!;
  const payload = damage(Buffer.from(message.payload), random);
  return { message: { ...message, payload }, places: [], isQuarantined: true, ...(mended && { mended }) };
}
