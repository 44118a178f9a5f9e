import { simulatedHealth } from '../../device/src/tags/simulated-health';
import type { TagListener, TagSource } from '../../device/src/tags/tag-source';
import type { DemoTag } from './demo-books';

export type DemoSource = TagSource & {
  /** Each is read at once, and taken away again. */
  lay(tags: readonly DemoTag[]): void;
};

/** A chip that reads whatever is laid on it, at the moment that it is. */
export function demoSource(): DemoSource {
  let listener: TagListener | undefined;
  let reads = 0;
  let lastReadAtMs: number | null = null;
  return {
    lay: (tags) => {
      for (const { tagId, bookId } of tags) {
        lastReadAtMs = performance.now();
        reads += 1;
        listener?.arrived({ tagId, text: bookId, quality: 'whole', atMs: lastReadAtMs });
        listener?.left(tagId);
      }
    },
    start: async (given) => {
      listener = given;
    },
    health: () => simulatedHealth({ reads, lastPollAtMs: performance.now(), lastReadAtMs }),
    write: async () => ({ kind: 'refused', code: 'no-memory', message: 'Nothing lies on a demo reader.' }),
    stop: async () => {
      listener = undefined;
    },
  };
}
