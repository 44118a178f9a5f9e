/** A reader in a process of its own: the unmodified driver on a simulated chip, on which a tag is laid and taken away
 *  at even times; it measures itself (bench/device/measure-reader.ts).
 *  tsx device/test/soak/soaked-reader.ts CONFIG TAG_EVERY_MS SECONDS END_WORD */
import Mfrc522 from 'mfrc522-rpi';
import { measureReader } from '../../../bench/device/measure-reader';
import { mfrc522Source } from '../../src/chip/mfrc522-source';
import { processTiming } from '../../src/chip/timing';
import { tagIdOf } from '../../src/tags/tag-id';
import { SimulatedClassic } from '../support/simulated-classic';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';

const [configFile = '', everyMs = '500', seconds = '60', endWord = ''] = process.argv.slice(2);

const chip = simulatedMfrc522();
const dueMs = new Map<string, number>();
let lying: SimulatedClassic | undefined;
let laid = 0;

const layNext = () => {
  if (lying) chip.take(lying);
  laid += 1;
  const uid = [0x10, laid >> 16, (laid >> 8) & 0xff, laid & 0xff];
  lying = new SimulatedClassic(uid, [...Buffer.from(`book-${laid}`)]);
  chip.put(lying);
  dueMs.set(tagIdOf(uid), performance.now());
};

const source = mfrc522Source({
  open: () => ({ chip: new Mfrc522(chip.spi), close: () => undefined }),
  timing: processTiming,
});
setInterval(layNext, Number(everyMs));
void measureReader({ configFile, seconds: Number(seconds), endWord, source, dueMs });
