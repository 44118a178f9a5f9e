import { beginsWithCascadeTag, checkByteOf } from '../tags/tag-id';
import { crcA } from './crc-a';
import { type Chip, exchange, exchangeChecked, type Failure } from './exchange';

/** A tag that was selected: its whole UID of 4, 7 or 10 bytes, and what it says it is. */
export type SelectedTag = { readonly uid: readonly number[]; readonly sak: number };

const BIT_FRAMING = 0x0d;
const SHORT_FRAME = 0x07;
const TIMER_RELOAD = 0x2d;
const DRIVER_STEPS = 30;
const BRIEF_STEPS = 3;
/** Wakes tags that were told to rest, too: a tag that lies there answers at every look. */
const WAKE_UP = 0x52;
const CASCADE_LEVELS = [0x93, 0x95, 0x97] as const;
const ANTICOLLISION = 0x20;
const SELECT = 0x70;
const HALT = [0x50, 0x00];
const ATQA_BITS = 16;
const LEVEL_BITS = 40;
const UID_GOES_ON = 0x04;

/** Wakes whatever lies on the antenna. A tag that was left in the middle of something takes the first call as a
 *  mistake and falls silent (ISO 14443-3, 6.4), so silence is asked a second time. */
export function wakeUp(chip: Chip): 'awake' | Failure {
  // After a fault the cipher may still be on: every frame would be noise to the tags.
  chip.stopCrypto();
  const first = callOnce(chip);
  return first === 'silence' ? callOnce(chip) : first;
}

function callOnce(chip: Chip): 'awake' | Failure {
  chip.writeRegister(BIT_FRAMING, SHORT_FRAME);
  const answer = briefly(chip, () => exchange(chip, [WAKE_UP]));
  chip.writeRegister(BIT_FRAMING, 0);
  if (answer.kind !== 'answer') return answer.kind;
  return answer.bits === ATQA_BITS ? 'awake' : 'garbled';
}

/** The driver waits 15.5 ms for any answer, and the process with it. One to a call comes within 0.1 ms, one to a
 *  halt never: 2 ms are enough there. Steps of 0.5 ms (data sheet, 8.5, with the driver's prescaler). */
function briefly<T>(chip: Chip, ask: () => T): T {
  chip.writeRegister(TIMER_RELOAD, BRIEF_STEPS);
  const answer = ask();
  chip.writeRegister(TIMER_RELOAD, DRIVER_STEPS);
  return answer;
}

/** Selects the one tag that is awake, over as many levels as its UID has. The tag compares the bytes itself, so
 *  a UID that was misread is not selected. */
export function selectTag(chip: Chip): SelectedTag | Failure {
  const uid: number[] = [];
  for (const level of CASCADE_LEVELS) {
    const part = exchange(chip, [level, ANTICOLLISION]);
    if (part.kind !== 'answer') return part.kind;
    const four = part.bytes.slice(0, 4);
    if (part.bits !== LEVEL_BITS || part.bytes[4] !== checkByteOf(four)) return 'garbled';
    const chosen = exchangeChecked(chip, [level, SELECT, ...part.bytes], 1);
    if (chosen.kind !== 'answer') return chosen.kind;
    const sak = chosen.bytes[0] ?? 0;
    if (!(sak & UID_GOES_ON)) return { uid: [...uid, ...four], sak };
    if (!beginsWithCascadeTag(four)) return 'garbled';
    uid.push(...four.slice(1));
  }
  return 'garbled';
}

/** Lets the selected tag rest until the next wake-up. Without it a tag that lies still answers every second look
 *  only. Before the cipher is put off, or the tag would not understand. */
export function letRest(chip: Chip): void {
  briefly(chip, () => exchange(chip, [...HALT, ...crcA(HALT)]));
  chip.stopCrypto();
}
