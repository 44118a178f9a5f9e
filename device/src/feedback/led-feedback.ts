import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../config/error-code';
import type { ReaderConfig } from '../config/reader-config';
import type { Feedback } from './feedback';

type Output = 'accepted' | 'repeat' | 'trouble' | 'sound';
/** Switched on at each time and off after its length, in ms from the beginning. */
type Pulse = readonly [at: number, length: number];

/** Told apart without looking: one short beep, two short beeps, one long. */
const SOUNDS: Readonly<Record<'accepted' | 'repeat' | 'trouble', readonly Pulse[]>> = {
  accepted: [[0, 80]],
  repeat: [
    [0, 50],
    [120, 50],
  ],
  trouble: [[0, 700]],
};
const LIGHT_MS = { accepted: 600, repeat: 600, trouble: 3000 } as const;

/** Lights and a sounder of the kernel's LED class, as folders of /sys/class/leds; what is not configured stays
 *  dark and silent. Each signal is a line of text too. */
export function ledFeedback(config: ReaderConfig['feedback'], say: (line: string) => void): Feedback {
  const timers = new Map<Output, NodeJS.Timeout[]>();
  const complained = new Set<Output>();
  const switchTo = (output: Output, on: boolean) => {
    const folder = config[output];
    if (folder === undefined) return;
    try {
      writeFileSync(join(folder, 'brightness'), on ? '1' : '0');
    } catch (error) {
      // A lamp is no reason to lose a scan, nor to fill the journal.
      if (!complained.has(output)) say(`feedback: ${folder} cannot be switched (${errorCode(error)})`);
      complained.add(output);
    }
  };
  const play = (output: Output, pulses: readonly Pulse[]) => {
    for (const timer of timers.get(output) ?? []) clearTimeout(timer);
    const steps = pulses.flatMap(([at, length]) => [
      { at, on: true },
      { at: at + length, on: false },
    ]);
    timers.set(
      output,
      steps.flatMap(({ at, on }) => {
        if (at > 0) return [setTimeout(() => switchTo(output, on), at).unref()];
        switchTo(output, on);
        return [];
      }),
    );
  };
  const signal = (kind: 'accepted' | 'repeat' | 'trouble', line: string) => {
    play('sound', SOUNDS[kind]);
    play(kind, [[0, LIGHT_MS[kind]]]);
    say(line);
  };
  return {
    accepted: (tagId) => signal('accepted', `accepted: ${tagId}`),
    repeat: (tagId) => signal('repeat', `known repeat: ${tagId}`),
    trouble: (reason) => signal('trouble', `trouble: ${reason}`),
    stop: () => {
      for (const each of timers.values()) for (const timer of each) clearTimeout(timer);
      timers.clear();
      for (const output of ['accepted', 'repeat', 'trouble', 'sound'] as const) switchTo(output, false);
    },
  };
}
