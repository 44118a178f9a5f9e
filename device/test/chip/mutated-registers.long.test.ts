import { lookAtAntenna } from '../../src/chip/look-at-antenna';
import { writeTag } from '../../src/chip/write-tag';
import { antenna, driverOn } from '../support/antenna';
import { bytes, latin1 } from '../support/bytes';
import { type Random, seededRandom } from '../support/random';
import { SimulatedClassic } from '../support/simulated-classic';
import { type SimulatedMfrc522, simulatedMfrc522 } from '../support/simulated-mfrc522';
import { SimulatedNtag } from '../support/simulated-ntag';

jest.setTimeout(600_000);

const CASES = 20_000;
const SEED = 522;
const BOOK = '386103974449';
/** Eight tries of a read, each step of which the driver gives up after 2,000 looks at a register. */
const PATIENCE = 8 * 40 * 2_100;

const between = (random: Random, low: number, high: number) => low + random.below(high - low);

/** Changes about one in `every` register answers, in the ways that wires and chips have. */
function mutate(chip: SimulatedMfrc522, random: Random, every: number) {
  let mutated = 0;
  chip.onRead = (_register, value) => {
    if (!random.chance(1 / every)) return value;
    mutated += 1;
    const ways = [
      0,
      0xff,
      value ^ (1 << between(random, 0, 8)),
      between(random, 0, 256),
      (value << 1) & 0xff,
      value >> 1,
    ];
    return ways[between(random, 0, ways.length)] ?? 0;
  };
  return () => mutated;
}

const aTag = (random: Random) =>
  random.chance(0.5)
    ? new SimulatedClassic(bytes('59E5971A'), latin1('book-77', 48))
    : new SimulatedNtag(bytes('04A2B3C4D5E680'), bytes('030ED1010A5402656E626F6F6B2D3737FE'));

describe(`${CASES} looks with mutated register answers, seed ${SEED}`, () => {
  it('end, crash nothing, and read the tag that lies there or none', () => {
    const random = seededRandom(SEED);
    const seen = { tag: 0, nothing: 0, something: 0, 'no-chip': 0 };
    let mutations = 0;
    for (let at = 0; at < CASES; at++) {
      const chip = simulatedMfrc522();
      chip.put(aTag(random));
      const driver = driverOn(chip);
      const from = chip.transfers;
      const mutated = mutate(chip, random, between(random, 2, 200));
      const found = lookAtAntenna(driver, { wantsContent: () => true });
      expect(chip.transfers - from).toBeLessThan(PATIENCE);
      seen[found.kind] += 1;
      mutations += mutated();
      if (found.kind === 'tag') {
        expect([BOOK, '04a2b3c4d5e680']).toContain(found.tagId);
        expect(['book-77', '', undefined]).toContain(found.content?.text);
      }
    }
    process.stderr.write(`${mutations} mutated answers: ${JSON.stringify(seen)}\n`);
    expect(mutations).toBeGreaterThan(CASES);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });

  it('end and crash nothing while a tag is written, and what is called written is', () => {
    const random = seededRandom(SEED + 1);
    const seen: Record<string, number> = {};
    for (let at = 0; at < CASES / 10; at++) {
      const chip = simulatedMfrc522();
      const tag = new SimulatedClassic(bytes('59E5971A'), latin1('book-77', 48));
      chip.put(tag);
      const driver = driverOn(chip);
      const from = chip.transfers;
      mutate(chip, random, between(random, 5, 2_000));
      const outcome = writeTag(driver, BOOK, 'a new book of more than one block');
      expect(chip.transfers - from).toBeLessThan(4 * PATIENCE);
      const key = outcome.kind === 'failed' ? outcome.tag : outcome.kind;
      seen[key] = (seen[key] ?? 0) + 1;
      if (outcome.kind === 'written')
        expect(tag.text).toEqual(latin1('a new book of more than one block', 48));
      const isSame = outcome.kind === 'refused' || (outcome.kind === 'failed' && outcome.tag === 'unchanged');
      if (isSame) expect(tag.text).toEqual(latin1('book-77', 48));
    }
    process.stderr.write(`${JSON.stringify(seen)}\n`);
    expect(seen['written']).toBeGreaterThan(0);
    expect(seen['unknown']).toBeGreaterThan(0);
  });

  it('let the source go on, which reads again once they end', async () => {
    const random = seededRandom(SEED + 2);
    const { start, chip, passTo, reads } = antenna();
    const tag = new SimulatedClassic(bytes('59E5971A'), latin1('book-77', 48));
    await start();
    for (let round = 0; round < 200; round++) {
      chip.put(tag);
      const mutated = mutate(chip, random, between(random, 2, 50));
      passTo(round * 4_000 + 1_000);
      expect(mutated()).toBeGreaterThan(0);
      chip.onRead = (_register, value) => value;
      passTo(round * 4_000 + 2_500);
      expect(reads).toHaveLength(round + 1);
      chip.take(tag);
      passTo((round + 1) * 4_000);
    }
    expect(new Set(reads.map(({ tagId }) => tagId))).toEqual(new Set([BOOK]));
  });
});
