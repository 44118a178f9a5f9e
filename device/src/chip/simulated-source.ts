import { afterSight, NOBODY, type Presence } from '../tags/presence';
import { simulatedHealth } from '../tags/simulated-health';
import type { TagListener, TagSource, WriteOutcome } from '../tags/tag-source';
import { trimTagText } from '../tags/tag-text';
import { textRefusal } from '../tags/write-plan';
import { parseScript, type ScriptLine } from './simulated-script';
import type { Timing } from './timing';

export type SimulatedSourceOptions = {
  readonly file: string;
  readonly read: (file: string) => Promise<string>;
  /** Its zero is the process's start, which a script counts from. */
  readonly timing: Timing;
};

const LOOK_MS = 100;

/** The antenna that a script plays on. */
type Stage = {
  readonly timing: Timing;
  readonly texts: Map<string, string>;
  readonly writes: Set<() => void>;
  listener: TagListener | null;
  lines: readonly ScriptLine[];
  lying: readonly string[];
  presence: Presence;
  lastLookMs: number;
  lastReadAtMs: number | null;
  reads: number;
  cancel: () => void;
};

/** Tags that come and go by a script, any number at once, on the same rules of presence as a real antenna. Decided
 *  by the script's own times: a late timer, or a script that began before the source, changes nothing and loses
 *  nobody. */
export function simulatedSource({ file, read, timing }: SimulatedSourceOptions): TagSource {
  const stage = emptyStage(timing);
  return {
    start: async (given) => {
      const script = parseScript(await readScript(file, read));
      if (!script.ok) throw new Error(`${file}: ${script.faults.join('; ')}`);
      stage.lines = script.lines;
      stage.listener = given;
      stage.cancel = timing.after(0, () => play(stage));
    },
    health: () => {
      const { reads, lastLookMs: lastPollAtMs, lastReadAtMs } = stage;
      return simulatedHealth({ reads, lastPollAtMs, lastReadAtMs });
    },
    write: (text, signal) => writeWhenAlone(stage, text, signal),
    stop: async () => {
      stage.cancel();
      stage.listener = null;
    },
  };
}

const emptyStage = (timing: Timing): Stage => ({
  timing,
  texts: new Map(),
  writes: new Set(),
  listener: null,
  lines: [],
  lying: [],
  presence: NOBODY,
  lastLookMs: 0,
  lastReadAtMs: null,
  reads: 0,
  cancel: () => undefined,
});

function play(stage: Stage): void {
  const { timing } = stage;
  while (stage.listener && dueMs(stage) <= timing.nowMs()) {
    const [line] = stage.lines;
    if (line && line.atMs <= stage.lastLookMs + LOOK_MS) {
      stage.lines = stage.lines.slice(1);
      apply(stage, line);
    } else look(stage, dueMs(stage));
  }
  if (stage.listener) {
    stage.cancel = timing.after(Math.max(dueMs(stage) - timing.nowMs(), 0), () => play(stage));
  }
}

const dueMs = ({ lines, lastLookMs }: Stage): number =>
  Math.min(lines[0]?.atMs ?? Number.POSITIVE_INFINITY, lastLookMs + LOOK_MS);

/** What a line replaces is looked at once more: a tag that was away until then was away for as long. */
function apply(stage: Stage, line: ScriptLine): void {
  look(stage, line.atMs);
  for (const [tagId, text] of line.texts) stage.texts.set(tagId, text);
  stage.lying = line.present;
  look(stage, line.atMs);
  for (const tryAgain of stage.writes) tryAgain();
}

function look(stage: Stage, atMs: number): void {
  const step = afterSight(stage.presence, { kind: 'tags', tagIds: stage.lying }, atMs);
  stage.presence = step.presence;
  stage.lastLookMs = atMs;
  for (const tagId of step.left) stage.listener?.left(tagId);
  for (const tagId of step.arrived) {
    stage.reads += 1;
    stage.lastReadAtMs = atMs;
    const text = trimTagText(stage.texts.get(tagId) ?? '');
    stage.listener?.arrived({ tagId, text, quality: 'whole', atMs });
  }
}

async function readScript(file: string, read: SimulatedSourceOptions['read']): Promise<string> {
  try {
    return await read(file);
  } catch (cause) {
    throw new Error(`The script ${file} cannot be read.`, { cause });
  }
}

async function writeWhenAlone(stage: Stage, text: string, signal: AbortSignal): Promise<WriteOutcome> {
  const refusal = textRefusal(text);
  if (refusal) return { kind: 'refused', ...refusal };
  return new Promise((resolve) => {
    const settle = (outcome: WriteOutcome) => {
      stage.writes.delete(tryNow);
      resolve(outcome);
    };
    const tryNow = () => {
      const [tagId, second] = stage.lying;
      if (tagId === undefined || second !== undefined) return;
      stage.texts.set(tagId, text);
      settle({ kind: 'written', tagId, text });
    };
    stage.writes.add(tryNow);
    signal.addEventListener('abort', () => settle(NO_TAG), { once: true });
    if (signal.aborted) settle(NO_TAG);
    else tryNow();
  });
}

const NO_TAG: WriteOutcome = {
  kind: 'failed',
  code: 'no-tag',
  message: 'The script laid no tag there alone: nothing was written.',
  tagId: null,
  tag: 'unchanged',
};
