import Mfrc522 from 'mfrc522-rpi';
import { mfrc522Source } from '../../src/chip/mfrc522-source';
import type { TagListener, TagRead, TagTrouble } from '../../src/tags/tag-source';
import { type SimulatedMfrc522, simulatedMfrc522 } from './simulated-mfrc522';
import { simulatedTime } from './simulated-time';

/** A source on the unmodified driver and a simulated chip, in simulated time, with what it tells. */
export function antenna(chip: SimulatedMfrc522 = simulatedMfrc522()) {
  const time = simulatedTime(chip);
  const reads: TagRead[] = [];
  const told: string[] = [];
  const troubles: TagTrouble[] = [];
  const listener: TagListener = {
    arrived: (read) => {
      reads.push(read);
      told.push(`${read.tagId} arrived`);
    },
    left: (tagId) => told.push(`${tagId} left`),
    trouble: (trouble) => {
      troubles.push(trouble);
      told.push(`${trouble.code} ${trouble.over ? 'over' : 'begins'}`);
    },
  };
  const source = mfrc522Source({
    open: () => ({ chip: new Mfrc522(chip.spi), close: () => undefined }),
    timing: time.timing,
  });
  return { chip, source, ...time, listener, reads, told, troubles, start: () => source.start(listener) };
}

/** The driver on a chip, set up as the source sets it up. */
export function driverOn(chip: SimulatedMfrc522): Mfrc522 {
  const driver = new Mfrc522(chip.spi);
  driver.reset();
  return driver;
}
