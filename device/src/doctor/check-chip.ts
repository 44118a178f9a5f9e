import { checkChip, silenceInWords } from '../chip/chip-check';
import type { OpenChip } from '../chip/mfrc522-source';
import { SpiNotBuilt } from '../chip/open-spidev';
import { errorCode } from '../config/error-code';
import type { Fault } from '../config/fault';

/** By the system's word for why a device does not open. */
const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'spi-missing',
  EACCES: 'spi-not-permitted',
  EPERM: 'spi-not-permitted',
};

/** Whether a chip answers behind the device; its settings are not touched. */
export function checkChipAt(device: string, open: (device: string) => OpenChip): Fault[] {
  try {
    const { chip, close } = open(device);
    try {
      const check = checkChip(chip);
      if (check.kind !== 'silent') return [];
      return [{ code: 'chip-silent', message: `${device}: ${silenceInWords(check.read)}` }];
    } finally {
      close();
    }
  } catch (error) {
    const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
    const text = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    const message = String(text).startsWith(device) ? String(text) : `${device}: ${String(text)}`;
    const code = error instanceof SpiNotBuilt ? 'spi-not-built' : CODES[errorCode(cause ?? error)];
    return [{ code: code ?? 'spi-failed', message }];
  }
}
