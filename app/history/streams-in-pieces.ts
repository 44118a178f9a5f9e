import type { LineStore } from './sorted-lines';
import { parseLineKey } from './sum-keys';

/** Streams that were met more than once in these sinks. */
export async function streamsInPieces(lines: LineStore, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { streamId, times } of streamsMet(lines, names)) if (times !== 1) found.push(streamId);
  return found;
}

/** Every stream of these sinks, and how often it was met. Streams sort before everything else, so that only
 *  the beginning of each file is read. */
export async function* streamsMet(lines: LineStore, names: readonly string[]) {
  for await (const group of lines.merged(names)) {
    for (const { key, value } of group) {
      const parsed = parseLineKey(key);
      if (parsed.kind !== 'stream') return;
      yield { streamId: parsed.streamId, times: value['n'] };
    }
  }
}
