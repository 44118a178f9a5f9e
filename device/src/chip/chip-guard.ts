import { type ChipCheck, checkChip, silenceInWords } from './chip-check';
import type { Chip } from './exchange';
import type { ReadCounts } from './read-counts';
import type { TroubleBoard } from './trouble-board';

/** Tells whether a chip is there and set up, and sets it up anew where it lost its settings or was silent. A chip
 *  that falls silent is a trouble until it answers again. */
export function chipGuard(counts: ReadCounts, troubles: TroubleBoard) {
  const silent = (message: string): false => {
    if (!troubles.has('chip-silent')) counts.fault();
    troubles.begin('chip-silent', message);
    return false;
  };
  const answered = (chip: Chip, { kind, version }: Exclude<ChipCheck, { kind: 'silent' }>): true => {
    const wasSilent = troubles.has('chip-silent');
    if (kind === 'lost-settings' && !wasSilent) counts.fault();
    if (kind === 'lost-settings' || wasSilent) chip.reset();
    counts.version(version);
    troubles.end('chip-silent');
    return true;
  };
  return {
    isReady: (chip: Chip): boolean => {
      const check = checkChip(chip);
      return check.kind === 'silent' ? silent(silenceInWords(check.read)) : answered(chip, check);
    },
    /** The kernel's driver itself refused. */
    wireFailed: (fault: unknown): void => {
      silent(`The SPI device failed: ${fault instanceof Error ? fault.message : String(fault)}`);
    },
  };
}
