import { afterSight, NOBODY, type Presence } from '../tags/presence';
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

/** Tags that come and go by a script, any number at once, on the same rules of presence as a real antenna. Decided
 *  by the script's own times: a late timer, or a script that began before the source, changes nothing and loses
 *  nobody. */
export function simulatedSource({ file, read, timing }: SimulatedSourceOptions): TagSource {
  const texts = new Map<string, string>();
  const writes = new Set<() => void>();
  let listener: TagListener | null = null;
  let lines: readonly ScriptLine[] = [];
  let lying: readonly string[] = [];
  let presence: Presence = NOBODY;
  let lastLookMs = 0;
  let lastReadAtMs: number | null = null;
  let reads = 0;
  let cancel: () => void = () => undefined;

  const look = (atMs: number): void => {
    const step = afterSight(presence, { kind: 'tags', tagIds: lying }, atMs);
    presence = step.presence;
    lastLookMs = atMs;
    for (const tagId of step.left) listener?.left(tagId);
    for (const tagId of step.arrived) {
      reads += 1;
      lastReadAtMs = atMs;
      listener?.arrived({ tagId, text: trimTagText(texts.get(tagId) ?? ''), quality: 'whole', atMs });
    }
  };

  /** What a line replaces is looked at once more: a tag that was away until then was away for as long. */
  const apply = (line: ScriptLine): void => {
    look(line.atMs);
    for (const [tagId, text] of line.texts) texts.set(tagId, text);
    lying = line.present;
    look(line.atMs);
    for (const tryAgain of writes) tryAgain();
  };

  const dueMs = (): number => Math.min(lines[0]?.atMs ?? Number.POSITIVE_INFINITY, lastLookMs + LOOK_MS);

  const play = (): void => {
    while (listener && dueMs() <= timing.nowMs()) {
      const [line] = lines;
      if (line && line.atMs <= lastLookMs + LOOK_MS) {
        lines = lines.slice(1);
        apply(line);
      } else look(dueMs());
    }
    if (listener) cancel = timing.after(Math.max(dueMs() - timing.nowMs(), 0), play);
  };

  return {
    start: async (given) => {
      const script = parseScript(await readScript(file, read));
      if (!script.ok) throw new Error(`${file}: ${script.faults.join('; ')}`);
      lines = script.lines;
      listener = given;
      cancel = timing.after(0, play);
    },
    health: () => ({
      kind: 'simulated',
      version: null,
      ok: true,
      faults: 0,
      reads,
      readErrors: { collision: 0, garbled: 0, locked: 0, unreadable: 0, chip: 0 },
      lastPollAtMs: lastLookMs,
      lastReadAtMs,
    }),
    write: (text, signal) => writeWhenAlone({ text, signal, lying: () => lying, texts, writes }),
    stop: async () => {
      cancel();
      listener = null;
    },
  };
}

async function readScript(file: string, read: SimulatedSourceOptions['read']): Promise<string> {
  try {
    return await read(file);
  } catch (cause) {
    throw new Error(`The script ${file} cannot be read.`, { cause });
  }
}

type Write = {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly lying: () => readonly string[];
  readonly texts: Map<string, string>;
  readonly writes: Set<() => void>;
};

async function writeWhenAlone({ text, signal, lying, texts, writes }: Write): Promise<WriteOutcome> {
  const refusal = textRefusal(text);
  if (refusal) return { kind: 'refused', ...refusal };
  return new Promise((resolve) => {
    const settle = (outcome: WriteOutcome) => {
      writes.delete(tryNow);
      resolve(outcome);
    };
    const tryNow = () => {
      const [tagId, second] = lying();
      if (tagId === undefined || second !== undefined) return;
      texts.set(tagId, text);
      settle({ kind: 'written', tagId, text });
    };
    writes.add(tryNow);
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
