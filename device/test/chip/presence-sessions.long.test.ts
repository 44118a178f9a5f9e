import { antenna } from '../support/antenna';
import { latin1 } from '../support/bytes';
import { type Random, seededRandom } from '../support/random';
import { SimulatedClassic } from '../support/simulated-classic';
import { SimulatedNtag } from '../support/simulated-ntag';
import type { Answer, Frame, SimulatedTag } from '../support/simulated-tag';

jest.setTimeout(600_000);

const SESSIONS = 10_000;
const SEED = 20261122;
const MISSED_LOOKS = 0.05;
const FLIPPED = 0.01;
/** Frames of one look follow one another sooner, looks later. */
const LOOK_GAP_US = 5_000;

type Field = ReturnType<typeof antenna>;
type Noise = 'one frame in a hundred, both ways' | 'one bit in a hundred of every answer';

const between = (random: Random, low: number, high: number) => low + random.below(high - low);

/** Five looks in a hundred see nothing, and the air flips bits. */
function disturb({ chip }: Field, random: Random, noise: Noise): void {
  let lastFrameUs = 0;
  let missed = false;
  const flip = (bytes: readonly number[], at: number) =>
    bytes.map((byte, i) => (i === at >> 3 ? byte ^ (1 << (at & 7)) : byte));
  const once = (bytes: readonly number[]) =>
    random.chance(FLIPPED) ? flip(bytes, between(random, 0, bytes.length * 8)) : bytes;
  const eachBit = (bytes: readonly number[]) =>
    bytes.map((byte) => {
      let flipped = byte;
      for (let bit = 0; bit < 8; bit++) if (random.chance(FLIPPED)) flipped ^= 1 << bit;
      return flipped;
    });
  chip.onFrame = (frame: Frame) => {
    if (chip.nowUs - lastFrameUs > LOOK_GAP_US) missed = random.chance(MISSED_LOOKS);
    lastFrameUs = chip.nowUs;
    if (missed) for (const tag of chip.tags) tag.powerOff();
    return noise === 'one frame in a hundred, both ways' ? { ...frame, bytes: once(frame.bytes) } : frame;
  };
  chip.onAnswer = ({ bytes, bits }): Answer => {
    if (missed) return null;
    return { bits, bytes: noise === 'one frame in a hundred, both ways' ? once(bytes) : eachBit(bytes) };
  };
}

function aTag(random: Random, number: number): { tag: SimulatedTag; text: string } {
  const text = `book-${number}`;
  const uid = (length: number) => Array.from({ length }, () => between(random, 0, 256));
  if (random.chance(0.7))
    return { tag: new SimulatedClassic([between(random, 0, 0x88), ...uid(3)], latin1(text, 48)), text };
  const payload = [0x02, 0x65, 0x6e, ...latin1(text)];
  const data = [0x03, payload.length + 4, 0xd1, 0x01, payload.length, 0x54, ...payload, 0xfe];
  return { tag: new SimulatedNtag([0x04, ...uid(6)], data), text };
}

/** A tag comes, rests, is lifted for a moment perhaps, and goes. */
function present({ chip, pass }: Field, random: Random, tag: SimulatedTag): void {
  const restMs = between(random, 401, 1_300);
  chip.put(tag);
  if (restMs > 800 && random.chance(0.3)) {
    pass(restMs / 2);
    chip.take(tag);
    pass(between(random, 10, 200));
    chip.put(tag);
    pass(restMs / 2);
  } else pass(restMs);
  chip.take(tag);
}

async function sessions(noise: Noise, count: number) {
  const random = seededRandom(SEED);
  const field = antenna();
  disturb(field, random, noise);
  field.chip.checksParity = noise === 'one bit in a hundred of every answer';
  await field.start();
  const sums = { doubled: 0, missed: 0, wrongText: 0, withText: 0, presences: 0 };
  for (let session = 0; session < count; session++) {
    const tags = Array.from({ length: between(random, 1, 3) }, (_, at) => aTag(random, session * 2 + at));
    field.reads.length = 0;
    for (const { tag } of tags) present(field, random, tag);
    field.pass(between(random, 950, 1_300));
    for (const { text } of tags) {
      const arrivals = field.reads.filter((read) => read.text === text).length;
      sums.withText += arrivals > 0 ? 1 : 0;
    }
    const ids = field.reads.map(({ tagId }) => tagId);
    const right = new Set(tags.map(({ text }) => text));
    sums.presences += tags.length;
    sums.doubled += ids.length - new Set(ids).size;
    sums.missed += Math.max(0, tags.length - new Set(ids).size);
    sums.wrongText += field.reads.filter(({ text }) => text !== null && !right.has(text)).length;
  }
  return { ...sums, health: field.source.health() };
}

describe(`${SESSIONS} sessions of tags coming, resting and flickering, seed ${SEED}`, () => {
  it.each<[Noise, number]>([
    ['one frame in a hundred, both ways', SESSIONS],
    ['one bit in a hundred of every answer', SESSIONS],
  ])('5 in 100 looks missed, flipped: %s: none doubled, none missed, no wrong text', async (noise, count) => {
    const { health, presences, withText, ...wrong } = await sessions(noise, count);
    expect(wrong).toEqual({ doubled: 0, missed: 0, wrongText: 0 });
    expect(health.reads).toBe(presences);
    expect(health.readErrors.garbled).toBeGreaterThan(count / 10);
    process.stderr.write(
      `${noise}: ${presences} presences, ${withText} with their text, ${JSON.stringify(health.readErrors)}\n`,
    );
  });
});
