import type { TagListener, TagSource, WriteOutcome } from '../tags/tag-source';
import { textRefusal } from '../tags/write-plan';
import { antennaWatch } from './antenna-watch';
import { chipGuard } from './chip-guard';
import type { Chip } from './exchange';
import { readCounts } from './read-counts';
import type { Timing } from './timing';
import { troubleBoard } from './trouble-board';
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

/** One antenna with an MFRC522, looked at ten times a second through mfrc522-rpi. One arrival a presence, whatever
 *  is missed or mangled meanwhile. A chip that falls silent is asked at each look and set up anew once it answers;
 *  that is a trouble, told at its beginning and end. */
export function mfrc522Source({ open, timing }: Mfrc522SourceOptions): TagSource {
  const counts = readCounts();
  let opened: OpenChip | null = null;
  let listener: TagListener | null = null;
  let write: WaitingWrite | null = null;
  let cancel: () => void = () => undefined;

  const troubles = troubleBoard((trouble) => listener?.trouble(trouble));
  const guard = chipGuard(counts, troubles);
  const watch = antennaWatch(counts, troubles, {
    arrived: (read) => listener?.arrived(read),
    left: (tagId) => listener?.left(tagId),
    trouble: (trouble) => listener?.trouble(trouble),
  });

  /** One look; answers how long to wait for the next. */
  const poll = (chip: Chip, number: number): number => {
    const isDue = troubles.has('chip-silent') || number % LOOKS_A_CHECK === 0;
    if (isDue && !guard.isReady(chip)) return LOOK_MS;
    const found = watch.look(chip, write === null);
    if (found.kind === 'no-chip') guard.didNotWork(chip);
    else guard.worked();
    if (write) write = write.offer(found, chip) ? null : write;
    else watch.tell(found, timing.nowMs());
    counts.polled(timing.nowMs());
    return found.kind === 'something' || write ? LOOK_AGAIN_MS : LOOK_MS;
  };

  const lookFrom = (number: number, waitMs: number): void => {
    cancel = timing.after(waitMs, () => {
      if (!opened) return;
      let next = LOOK_MS;
      try {
        next = poll(opened.chip, number);
      } catch (fault) {
        guard.wireFailed(fault);
      }
      if (opened) lookFrom(number + 1, next);
    });
  };

  return {
    start: async (given) => {
      listener = given;
      opened = open();
      opened.chip.reset();
      lookFrom(0, 0);
    },
    health: () => counts.health(!troubles.has('chip-silent')),
    write: async (text, signal): Promise<WriteOutcome> => {
      const refusal = textRefusal(text);
      if (refusal) return { kind: 'refused', ...refusal };
      if (write) throw new Error('Another tag is being written.');
      const { waiting, outcome } = waitForTag(text, signal, watch.adopt);
      write = waiting;
      return outcome.finally(() => {
        write = null;
      });
    },
    stop: async () => {
      cancel();
      write?.giveUp();
      listener = null;
      opened?.close();
      opened = null;
    },
  };
}
