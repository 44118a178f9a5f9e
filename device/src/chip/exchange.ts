import type Mfrc522 from 'mfrc522-rpi';
import { crcA } from './crc-a';

/** What the reader uses of the driver. */
export type Chip = Pick<
  Mfrc522,
  'reset' | 'readRegister' | 'writeRegister' | 'toCard' | 'authenticate' | 'stopCrypto'
>;

/** What came of one frame. `silence`: the chip's timer ran out, so nobody answered. `collision`: two tags answered
 *  differently. `garbled`: an answer that fails a check. `no-chip`: what was read cannot be a working chip's. */
export type Answer =
  | { readonly kind: 'answer'; readonly bytes: readonly number[]; readonly bits: number }
  | { readonly kind: Failure };
export type Failure = 'silence' | 'collision' | 'garbled' | 'no-chip';

const TRANSCEIVE = 0x0c;
const COM_IRQ = 0x04;
const ERROR = 0x06;
const FIFO_DATA = 0x09;
const FIFO_BYTES = 64;
/** The driver reads no more of an answer, but says how long it was. */
const DRIVER_BYTES = 16;

const IRQ = { timer: 0x01, received: 0x20 };
const COLLISION = 0x08;
/** Always 0 in a chip that answers (data sheet, 9.3.1.7). */
const ERROR_RESERVED = 0x20;

/** Sends a frame through the driver and says what came back; bounded in time by the driver's own counter. */
export function exchange(chip: Chip, frame: readonly number[]): Answer {
  const { status, data, bitSize } = chip.toCard(TRANSCEIVE, frame);
  if (!status) return { kind: failureOf(chip, bitSize) };
  if (bitSize <= 0 || bitSize > FIFO_BYTES * 8) return { kind: 'garbled' };
  const bytes = [...data];
  while (bytes.length >= DRIVER_BYTES && bytes.length < bitSize / 8) bytes.push(chip.readRegister(FIFO_DATA));
  return { kind: 'answer', bytes, bits: bitSize };
}

/** Sends a command with its check, and takes an answer of `length` bytes whose own check is right. The driver
 *  checks neither: a flipped bit would be read as text. */
export function exchangeChecked(chip: Chip, command: readonly number[], length: number): Answer {
  const answer = exchange(chip, [...command, ...crcA(command)]);
  if (answer.kind !== 'answer') return answer;
  const body = answer.bytes.slice(0, length);
  const [low, high] = crcA(body);
  const isRight =
    answer.bits === (length + 2) * 8 && answer.bytes[length] === low && answer.bytes[length + 1] === high;
  return isRight ? { kind: 'answer', bytes: body, bits: length * 8 } : { kind: 'garbled' };
}

function failureOf(chip: Chip, bits: number): Failure {
  const errors = chip.readRegister(ERROR);
  const interrupts = chip.readRegister(COM_IRQ);
  if (errors & ERROR_RESERVED) return 'no-chip';
  if (errors & COLLISION) return 'collision';
  if (errors !== 0 || interrupts & IRQ.received) return 'garbled';
  if (interrupts & IRQ.timer) return bits === 0 ? 'silence' : 'garbled';
  return 'no-chip';
}
