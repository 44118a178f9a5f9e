import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../config/error-code';
import { type Choice, chooseSlot, type SlotContext } from './choose-slot';
import { nodeDisk } from './disk';
import { thisMachine } from './installed-parts';
import type { Launched } from './launched';
import { type BundleMain, loadBundle } from './load-bundle';
import { slotsIn } from './slots';
import { type RunningTrial, watchTrial } from './trial';
import { readUpdateKeys } from './update-keys';

/** What is read of a config before the version is known that understands all of it. */
const updateSchema = z.object({
  update: z.object({
    dir: z.string(),
    keys: z.string(),
    trialSeconds: z.number().min(1).max(600).default(120),
  }),
});

/** After a trial's end the reader has so long to say goodbye. */
const GOODBYE_MS = 6_000;

export type Started = {
  readonly launched: Launched;
  /** The entry of the version to run; undefined where it is the installed one. */
  readonly main: BundleMain | undefined;
};

/** Chooses the version that this start runs, loads it and watches its trial. Where nothing is set up for updates,
 *  or what is set up cannot be read, it is the installed version.
 *  Errors: throws where a version on trial cannot be loaded; the next start runs the one before. */
export function launch(configFile: string, installed: string, log: (line: string) => void): Started {
  const place = placeOf(configFile, installed, log);
  if (place === undefined) return { launched: withoutTrial(installedChoice(installed)), main: undefined };
  const choice = chooseSlot(place);
  const trial = startTrial(place, choice);
  if (choice.slot !== null)
    log(`version ${choice.version} of slot ${choice.slot}${trial ? ', on trial' : ''}`);
  const launched = trial?.launched ?? withoutTrial(choice);
  try {
    const file = choice.slot && slotsIn(place.disk, place.dir).bundleFile(choice.slot);
    const main = choice.code && file ? loadBundle(choice.code, file, __filename) : undefined;
    return { launched, main };
  } catch (error) {
    trial?.running.fail('not-loadable', `its code does not load: ${errorCode(error)}`);
    throw error;
  }
}

function startTrial(place: SlotContext & { seconds: number }, choice: Choice) {
  const { slot, trial } = choice;
  if (slot === null || !trial) return undefined;
  const before = trial.before === null ? undefined : slotsIn(place.disk, place.dir).read(trial.before);
  const over = new AbortController();
  const watched = {
    ...place,
    slot,
    trial,
    version: choice.version,
    versionBefore: before?.version ?? place.installed,
  };
  const running = watchTrial(watched, place.seconds, () => {
    over.abort();
    setTimeout(() => process.exit(1), GOODBYE_MS).unref();
  });
  failWhenItCrashes(running);
  const { reached, confirmed } = running;
  return { running, launched: { ...withoutTrial(choice), reached, confirmed, failed: over.signal } };
}

/** The reason is written while the process dies: the start after it would only know that it did. */
function failWhenItCrashes(trial: RunningTrial): void {
  process.on('uncaughtExceptionMonitor', (error) => trial.fail('crashed', errorCode(error)));
  process.on('exit', (code) => {
    if (code !== 0) trial.fail('crashed', `it ended with exit code ${code}`);
  });
}

function placeOf(configFile: string, installed: string, log: (line: string) => void) {
  const update = updateOf(configFile);
  if (update === undefined) return undefined;
  const dir = resolve(dirname(configFile), update.dir);
  const read = readUpdateKeys(resolve(dirname(configFile), update.keys));
  if ('fault' in read) {
    log(`${read.fault.message}; the installed version runs`);
    return undefined;
  }
  try {
    nodeDisk.makeFolder(dir);
  } catch (error) {
    log(`${dir}: cannot be made (${errorCode(error)}); the installed version runs`);
    return undefined;
  }
  const machine = thisMachine(__filename);
  return { disk: nodeDisk, dir, keys: read.keys, machine, installed, seconds: update.trialSeconds };
}

/** Undefined also where the config is no config: the version that runs says what is wrong with it. */
function updateOf(configFile: string): z.output<typeof updateSchema>['update'] | undefined {
  try {
    return updateSchema.safeParse(JSON.parse(readFileSync(configFile, 'utf8'))).data?.update;
  } catch {
    return undefined;
  }
}

const installedChoice = (version: string): Choice => ({ slot: null, version, settings: {} });

const withoutTrial = ({ version, slot, settings }: Choice): Launched => ({
  version,
  slot,
  settings,
  reached: () => undefined,
  confirmed: Promise.resolve(),
  failed: new AbortController().signal,
});
