import type { TagListener, TagSource, WriteOutcome } from '../tags/tag-source';
import { textRefusal } from '../tags/write-plan';
import { type AntennaWatch, antennaWatch } from './antenna-watch';
import { type ChipGuard, chipGuard } from './chip-guard';
import type { Chip } from './exchange';
import { type ReadCounts, readCounts } from './read-counts';
import type { Timing } from './timing';
import { type TroubleBoard, troubleBoard } from './trouble-board';
import { type WaitingWrite, waitForTag } from './waiting-write';

/** The driver on an open wire. */
export type OpenChip = { readonly chip: Chip; close(): void };

export type Mfrc522SourceOptions = {
  /** Errors: throws a sentence that says what to do. */
  readonly open: () => OpenChip;
  readonly timing: Timing;
};

/** Ten looks a second. */
const LOOK_MS = 100;
/** What answered and was not understood is asked again sooner. */
const LOOK_AGAIN_MS = 10;
const LOOKS_A_CHECK = 10;

/** What a source holds of its one antenna. */
type Antenna = {
  readonly timing: Timing;
  readonly counts: ReadCounts;
  readonly troubles: TroubleBoard;
  readonly guard: ChipGuard;
  readonly watch: AntennaWatch;
  opened: OpenChip | null;
  write: WaitingWrite | null;
  cancel: () => void;
};

/** One antenna with an MFRC522, looked at ten times a second through mfrc522-rpi. One arrival a presence, whatever
 *  is missed or mangled meanwhile. A chip that falls silent is asked at each look and set up anew once it answers;
 *  that is a trouble, told at its beginning and end. */
export function mfrc522Source({ open, timing }: Mfrc522SourceOptions): TagSource {
  let listener: TagListener | null = null;
  const antenna = antennaFor(timing, {
    arrived: (read) => listener?.arrived(read),
    left: (tagId) => listener?.left(tagId),
    trouble: (trouble) => listener?.trouble(trouble),
  });
  return {
    start: async (given) => {
      listener = given;
      antenna.opened = open();
      antenna.opened.chip.reset();
      lookFrom(antenna, 0, 0);
    },
    health: () => antenna.counts.health(!antenna.troubles.has('chip-silent')),
    write: (text, signal) => writeNext(antenna, text, signal),
    stop: async () => {
      antenna.cancel();
      antenna.write?.giveUp();
      listener = null;
      antenna.opened?.close();
      antenna.opened = null;
    },
  };
}

function antennaFor(timing: Timing, listener: TagListener): Antenna {
  const counts = readCounts();
  const troubles = troubleBoard(listener.trouble);
  return {
    timing,
    counts,
    troubles,
    guard: chipGuard(counts, troubles),
    watch: antennaWatch(counts, troubles, listener),
    opened: null,
    write: null,
    cancel: () => undefined,
  };
}

function lookFrom(antenna: Antenna, number: number, waitMs: number): void {
  antenna.cancel = antenna.timing.after(waitMs, () => {
    if (!antenna.opened) return;
    let next = LOOK_MS;
    try {
      next = poll(antenna, antenna.opened.chip, number);
    } catch (fault) {
      antenna.guard.wireFailed(fault);
    }
    if (antenna.opened) lookFrom(antenna, number + 1, next);
  });
}

/** One look; answers how long to wait for the next. */
function poll(antenna: Antenna, chip: Chip, number: number): number {
  const { timing, counts, troubles, guard, watch } = antenna;
  const isDue = troubles.has('chip-silent') || number % LOOKS_A_CHECK === 0;
  if (isDue && !guard.isReady(chip)) return LOOK_MS;
  const found = watch.look(chip, antenna.write === null);
  if (found.kind === 'no-chip') guard.didNotWork(chip);
  else guard.worked();
  if (antenna.write) antenna.write = antenna.write.offer(found, chip) ? null : antenna.write;
  else watch.tell(found, timing.nowMs());
  counts.polled(timing.nowMs());
  return found.kind === 'something' || antenna.write ? LOOK_AGAIN_MS : LOOK_MS;
}

async function writeNext(antenna: Antenna, text: string, signal: AbortSignal): Promise<WriteOutcome> {
  const refusal = textRefusal(text);
  if (refusal) return { kind: 'refused', ...refusal };
  if (antenna.write) throw new Error('Another tag is being written.');
  const { waiting, outcome } = waitForTag(text, signal, antenna.watch.adopt);
  antenna.write = waiting;
  return outcome.finally(() => {
    antenna.write = null;
  });
}
