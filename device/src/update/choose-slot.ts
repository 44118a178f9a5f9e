import type { KeyObject } from 'node:crypto';
import { readBundle } from './bundle-format';
import type { Disk } from './disk';
import { type Machine, misfit } from './installed-parts';
import type { Settings } from './job-document';
import { reportsIn } from './report';
import { otherSlot, type Slot, type SlotName, type Slots, slotsIn, type Trial } from './slots';
import { compareVersions } from './version';

export type Choice = {
  /** Null for the version that was installed by hand. */
  readonly slot: SlotName | null;
  readonly version: string;
  readonly settings: Settings;
  /** Undefined where the installed code is to run. */
  readonly code?: Buffer;
  /** Set while the version has yet to prove itself. */
  readonly trial?: Trial;
};

export type SlotContext = {
  readonly disk: Disk;
  readonly dir: string;
  readonly keys: readonly KeyObject[];
  readonly machine: Machine;
  /** The version that was installed by hand. */
  readonly installed: string;
};

/** What runs now. A trial that was begun and not confirmed has failed, whatever ended it: the version before runs
 *  again and a report says so. A slot that is damaged is passed over. Errors: none; what cannot be written down
 *  is not tried. */
export function chooseSlot(place: SlotContext): Choice {
  const slots = slotsIn(place.disk, place.dir);
  const name = slots.current();
  if (name === null) return installedVersion(place);
  const choice = usable(place, slots, name);
  if (choice && !choice.trial) return choice;
  const account = slots.read(name);
  try {
    if (choice?.trial?.phase === 'prepared' && account) return begin(slots, account, choice, choice.trial);
    return giveUp(place, slots, name, account);
  } catch {
    // The disk takes nothing: the version before needs nothing written to run.
    return fallBack(place, slots, name, account);
  }
}

/** Written before the first line of the new version runs: whatever it does, it is tried once. */
function begin(slots: Slots, account: Slot, choice: Choice, trial: Trial): Choice {
  if (choice.slot === null) return choice;
  const started: Trial = { ...trial, phase: 'started' };
  slots.write(choice.slot, { ...account, trial: started });
  return { ...choice, trial: started };
}

function giveUp(place: SlotContext, slots: Slots, name: SlotName, account: Slot | undefined): Choice {
  const reports = reportsIn(place.disk, place.dir);
  const next = fallBack(place, slots, name, account);
  const trial = account?.trial;
  if (trial && reports.last()?.jobId !== trial.jobId) {
    const begun = trial.phase === 'started';
    reports.write({
      jobId: trial.jobId,
      status: 'FAILED',
      version: next.version,
      code: begun ? 'ended-in-trial' : 'damaged',
      reason: begun ? 'it ended before it had proved itself' : 'its slot is damaged',
    });
  }
  slots.switchTo(next.slot);
  return next;
}

function fallBack(place: SlotContext, slots: Slots, name: SlotName, account: Slot | undefined): Choice {
  const before = account?.trial ? account.trial.before : otherSlot(name);
  const choice = before === null ? undefined : usable(place, slots, before);
  return choice && !choice.trial ? choice : installedVersion(place);
}

function usable(place: SlotContext, slots: Slots, name: SlotName): Choice | undefined {
  const slot = slots.read(name);
  if (!slot) return undefined;
  const { version, settings, trial } = slot;
  const choice = { slot: name, version, settings, ...(trial && { trial }) };
  const newerByHand = compareVersions(place.installed, version) > 0;
  if (!slot.hasBundle || newerByHand) return { ...choice, version: place.installed };
  const bytes = place.disk.read(slots.bundleFile(name));
  const bundle = bytes && readBundle(bytes, place.keys);
  if (!bundle || 'refused' in bundle) return undefined;
  if (bundle.manifest.version !== version || misfit(bundle.manifest, place.machine)) return undefined;
  return { ...choice, code: bundle.code };
}

const installedVersion = ({ installed }: SlotContext): Choice => ({
  slot: null,
  version: installed,
  settings: {},
});
