import type { Chip } from './exchange';

export type ChipCheck =
  | { readonly kind: 'well'; readonly version: number }
  | { readonly kind: 'silent'; readonly read: readonly number[] }
  | { readonly kind: 'lost-settings'; readonly version: number };

const VERSION = 0x37;
/** What the driver's reset() leaves there: a chip that lost its power meanwhile has other values. */
const SETTINGS: ReadonlyArray<readonly [register: number, mask: number, value: number]> = [
  [0x14, 0x03, 0x03],
  [0x2a, 0xff, 0x8d],
  [0x2d, 0xff, 30],
  [0x11, 0xff, 0x3d],
  [0x15, 0x40, 0x40],
];
const READS = 3;

const NAMES: Readonly<Record<number, string>> = {
  144: 'mfrc522',
  145: 'mfrc522',
  146: 'mfrc522',
  136: 'fm17522',
  137: 'fm17522e',
  178: 'fm17522-1',
};

/** The chip's name by its version register: 91 and 92 are NXP's, 88 and others are clones that read as well. */
export const chipName = (version: number): string => NAMES[version] ?? 'unknown';

/** Whether a chip answers, the same each time, and still has its settings. 00 and FF are what a wire without a
 *  chip reads as. */
export function checkChip(chip: Chip): ChipCheck {
  const read = readAgain(chip, VERSION);
  const [version = 0] = read;
  if (version === 0 || version === 0xff || read.some((value) => value !== version)) {
    return { kind: 'silent', read };
  }
  const lost = SETTINGS.some(([register, mask, value]) =>
    readAgain(chip, register).every((now) => (now & mask) !== value),
  );
  return { kind: lost ? 'lost-settings' : 'well', version };
}

const readAgain = (chip: Chip, register: number) =>
  Array.from({ length: READS }, () => chip.readRegister(register));

/** One sentence for what a silent chip looks like from here. */
export function silenceInWords(read: readonly number[]): string {
  const hex = read.map((value) => value.toString(16).padStart(2, '0').toUpperCase());
  if (read.every((value) => value === 0))
    return 'The reader chip does not answer (VersionReg reads 00): check power, MISO and that RST is tied to 3V3.';
  if (read.every((value) => value === 0xff))
    return 'The reader chip does not answer (VersionReg reads FF): check MISO, SDA (chip select) and power.';
  return `The reader chip answers differently each time (VersionReg reads ${hex.join(', ')}): check the wires, under 15 cm.`;
}
