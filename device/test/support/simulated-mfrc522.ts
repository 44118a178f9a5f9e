import { crcA } from '../../src/chip/crc-a';
import type { Spi } from '../../src/chip/spi';
import type { Answer, Frame, SimulatedTag } from './simulated-tag';

const REG = {
  command: 0x01,
  comIrq: 0x04,
  divIrq: 0x05,
  error: 0x06,
  status2: 0x08,
  fifoData: 0x09,
  fifoLevel: 0x0a,
  control: 0x0c,
  bitFraming: 0x0d,
  mode: 0x11,
  txControl: 0x14,
  crcHigh: 0x21,
  crcLow: 0x22,
  timerMode: 0x2a,
  timerReload: 0x2d,
  version: 0x37,
} as const;

const RESET_VALUES: ReadonlyArray<readonly [number, number]> = [
  [0x01, 0x20],
  [0x02, 0x80],
  [0x04, 0x14],
  [0x0c, 0x10],
  [0x0e, 0xa0],
  [0x11, 0x3f],
  [0x14, 0x80],
  [0x21, 0xff],
  [0x22, 0xff],
  [0x26, 0x48],
];

const TRANSFER_US = 20;
/** With the driver's prescaler of D3E. */
const TIMER_STEP_US = 500;
const COLLISION = 0x08;
const PARITY = 0x02;

export type SimulatedMfrc522 = ReturnType<typeof simulatedMfrc522>;

/** An MFRC522 behind the SPI contract of mfrc522-rpi, down to its registers, with the tags on its antenna. Every
 *  transfer takes 20 µs of its own clock, a timeout what its timer is set to. Faults are hooks that a test sets. */
export function simulatedMfrc522(version = 0x92) {
  const registers = new Uint8Array(64);
  const tags = new Set<SimulatedTag>();
  let fifo: number[] = [];
  let timeoutUs: number | null = null;
  /** Registers in which a write does more than keep its value. */
  const WRITES: Readonly<Record<number, (value: number) => void>> = {
    [REG.comIrq]: (value) => clearOrSet(REG.comIrq, value),
    [REG.divIrq]: (value) => clearOrSet(REG.divIrq, value),
    [REG.fifoData]: pushFifo,
    [REG.fifoLevel]: (value) => {
      if (value & 0x80) fifo = [];
    },
    // The cipher can be put off by hand, but not on.
    [REG.status2]: (value) => {
      registers[REG.status2] = (value & ~0x08) | (at(REG.status2) & value & 0x08);
    },
    [REG.txControl]: setField,
    [REG.command]: (value) => {
      registers[REG.command] = value;
      run(value & 0x0f);
    },
    [REG.bitFraming]: setBitFraming,
  };
  const chip = {
    nowUs: 0,
    transfers: 0,
    version,
    /** Called before each transfer, with its number from 0. */
    onTransfer: (_number: number): void => undefined,
    /** What the wire makes of a byte that the chip answers. */
    onRead: (_register: number, value: number): number => value,
    /** Whether a byte reaches the chip. */
    reaches: (_register: number): boolean => true,
    /** What the air makes of a frame to the tags and of one from them. */
    onFrame: (frame: Frame): Frame => frame,
    onAnswer: (answer: NonNullable<Answer>): Answer => answer,
    put: (...placed: SimulatedTag[]) => {
      for (const tag of placed) tags.add(tag);
    },
    take: (...taken: SimulatedTag[]) => {
      for (const tag of taken) {
        tags.delete(tag);
        tag.powerOff();
      }
    },
    tags,
    /** Whether the chip sees that a byte of an answer has an odd number of flipped bits, as a real one does. Off,
     *  only the reader's own checks find them. */
    checksParity: false,
    /** As after a loss of power: every setting is gone, and so is the field. */
    reset,
    fieldIsOn: () => (at(REG.txControl) & 3) === 3,
    spi: { open: () => undefined, write, transfer } satisfies Spi,
  };
  reset();
  return chip;

  function at(register: number): number {
    return registers[register] ?? 0;
  }

  function reset(): void {
    registers.fill(0);
    for (const [register, value] of RESET_VALUES) registers[register] = value;
    fifo = [];
    timeoutUs = null;
    for (const tag of tags) tag.powerOff();
  }

  function tick(): void {
    chip.onTransfer(chip.transfers);
    chip.transfers += 1;
    chip.nowUs += TRANSFER_US;
  }

  function transfer(bytes: Uint8Array): ArrayLike<number> {
    tick();
    const register = ((bytes[0] ?? 0) >> 1) & 0x3f;
    return [0, chip.onRead(register, chip.reaches(register) ? read(register) : 0)];
  }

  function write(bytes: Uint8Array): void {
    tick();
    const register = ((bytes[0] ?? 0) >> 1) & 0x3f;
    if (chip.reaches(register)) writeTo(register, bytes[1] ?? 0);
  }

  function read(register: number): number {
    switch (register) {
      case REG.fifoData:
        return fifo.shift() ?? 0;
      case REG.fifoLevel:
        return fifo.length;
      case REG.version:
        return chip.version;
      case REG.comIrq:
        if (timeoutUs !== null) passTime();
        return at(register);
      default:
        return at(register);
    }
  }

  /** Waiting is not worth simulating read by read. */
  function passTime(): void {
    chip.nowUs += TIMER_STEP_US * 4;
    if (chip.nowUs < (timeoutUs ?? 0)) return;
    timeoutUs = null;
    raise(0x01);
  }

  function raise(bits: number): void {
    registers[REG.comIrq] = at(REG.comIrq) | bits;
  }

  function writeTo(register: number, value: number): void {
    const special = WRITES[register];
    if (special) special(value);
    else registers[register] = value;
  }

  function clearOrSet(register: number, value: number): void {
    registers[register] = value & 0x80 ? at(register) | (value & 0x7f) : at(register) & ~value;
  }

  function pushFifo(value: number): void {
    if (fifo.length < 64) fifo.push(value);
    else registers[REG.error] = at(REG.error) | 0x10;
  }

  function setField(value: number): void {
    registers[REG.txControl] = value;
    if (!chip.fieldIsOn()) for (const tag of tags) tag.powerOff();
  }

  function setBitFraming(value: number): void {
    registers[REG.bitFraming] = value;
    if (value & 0x80 && (at(REG.command) & 0x0f) === 0x0c) send();
  }

  function run(command: number): void {
    if (command === 0x0f) reset();
    if (command === 0x03) {
      const [low, high] = (at(REG.mode) & 3) === 1 ? crcA(fifo) : [0, 0];
      registers[REG.crcLow] = low;
      registers[REG.crcHigh] = high;
      registers[REG.divIrq] = at(REG.divIrq) | 0x04;
      fifo = [];
    }
    if (command === 0x0e) authenticate();
  }

  function authenticate(): void {
    const [keyType = 0, block = 0, ...rest] = fifo.splice(0, 12);
    fifo = [];
    const powered = [...(chip.fieldIsOn() ? tags : [])];
    const opened = powered.filter((tag) => tag.authenticate(block, keyType, rest.slice(0, 6), rest.slice(6)));
    if (opened.length === 0) startTimer();
    else {
      registers[REG.status2] = at(REG.status2) | 0x08;
      raise(0x10);
    }
  }

  function send(): void {
    registers[REG.error] = 0;
    const lastBits = at(REG.bitFraming) & 7;
    const bytes = fifo;
    fifo = [];
    const bits = bytes.length * 8 - (lastBits ? 8 - lastBits : 0);
    const sent = chip.onFrame({ bytes, bits, encrypted: (at(REG.status2) & 0x08) !== 0 });
    raise(0x40);
    receive(answerOf(sent));
  }

  function answerOf(frame: Frame): Answer | 'collision' {
    const powered = [...(chip.fieldIsOn() ? tags : [])];
    const answers = powered.flatMap((tag) => tag.receive(frame) ?? []);
    const [first] = answers;
    if (!first) return null;
    const differ = answers.some(({ bits, bytes }) => bits !== first.bits || `${bytes}` !== `${first.bytes}`);
    if (differ) return 'collision';
    const received = chip.onAnswer(first);
    if (received && chip.checksParity && isOdd(first.bytes, received.bytes)) {
      registers[REG.error] = at(REG.error) | PARITY;
    }
    return received;
  }

  function receive(answer: Answer | 'collision'): void {
    if (answer === null) {
      startTimer();
      return;
    }
    raise(0x20);
    if (answer === 'collision') {
      registers[REG.error] = at(REG.error) | COLLISION;
      return;
    }
    fifo = [...answer.bytes];
    registers[REG.control] = (at(REG.control) & ~7) | (answer.bits & 7);
  }

  /** The timer starts by itself only where TAuto is set. */
  function startTimer(): void {
    const waitUs = (at(REG.timerReload) + 1) * TIMER_STEP_US;
    timeoutUs = at(REG.timerMode) & 0x80 ? chip.nowUs + waitUs : null;
  }
}

/** Whether any byte differs in an odd number of bits. */
function isOdd(sent: readonly number[], received: readonly number[]): boolean {
  return sent.some((byte, at) => {
    let differs = byte ^ (received[at] ?? byte);
    let odd = 0;
    for (; differs > 0; differs >>= 1) odd ^= differs & 1;
    return odd === 1;
  });
}
