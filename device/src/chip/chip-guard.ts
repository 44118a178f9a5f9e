import { type ChipCheck, checkChip, silenceInWords } from './chip-check';
import type { Chip } from './exchange';
import type { ReadCounts } from './read-counts';
import type { TroubleBoard } from './trouble-board';

const IDLE_LOOKS = 10;
const IDLE =
  'The reader chip says who it is but does not work: check its power (3.3 V) and the wires, or replace it.';

export type ChipGuard = ReturnType<typeof chipGuard>;

/** Tells whether a chip is there and set up, and sets it up anew where it lost its settings or was silent. A chip
 *  that falls silent, or answers and does nothing, is a trouble until a look succeeds again. */
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
    return true;
  };
  const isReady = (chip: Chip): boolean => {
    const check = checkChip(chip);
    return check.kind === 'silent' ? silent(silenceInWords(check.read)) : answered(chip, check);
  };
  let idleLooks = 0;
  return {
    isReady,
    /** A look came to an end as it should: what trouble there was is over. */
    worked: (): void => {
      idleLooks = 0;
      troubles.end('chip-silent');
    },
    /** A look found no chip at work: it is asked who it is, and set up anew if it knows. */
    didNotWork: (chip: Chip): void => {
      if (!isReady(chip)) return;
      chip.reset();
      idleLooks += 1;
      if (idleLooks >= IDLE_LOOKS) silent(IDLE);
    },
    /** The kernel's driver itself refused. */
    wireFailed: (fault: unknown): void => {
      silent(`The SPI device failed: ${fault instanceof Error ? fault.message : String(fault)}`);
    },
  };
}
