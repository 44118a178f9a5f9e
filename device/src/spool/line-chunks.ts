import { type ParsedLines, parseLines } from './record-line';
import type { SpoolFiles } from './spool-files';

type Stretch = {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly chunkBytes: number;
};

/** The lines of a stretch of a file, a chunk at a time, so that memory does not grow with the file. `offset` is
 *  where the chunk begins. Ends before a line that the stretch has no line feed for. */
export function* lineChunks(
  files: SpoolFiles,
  { path, from, to, chunkBytes }: Stretch,
): Generator<ParsedLines & { readonly offset: number }> {
  let length = chunkBytes;
  for (let offset = from; offset < to; ) {
    const parsed = parseLines(files.read(path, offset, Math.min(length, to - offset)));
    if (parsed.consumed === 0) {
      if (offset + length >= to) return;
      length *= 2;
      continue;
    }
    yield { ...parsed, offset };
    offset += parsed.consumed;
    length = chunkBytes;
  }
}
