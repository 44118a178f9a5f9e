import { join } from 'node:path';
import { readWhole, type SpoolFiles } from '../spool/spool-files';

export type Parking = {
  /** How many messages lie there. */
  count(): number;
  /** Keeps a message that the broker will never take, durably. Errors: throws the system's. */
  park(message: { readonly reason: string; readonly payload: string; readonly at: string }): void;
};

const LINE_FEED = 0x0a;

/** `parked.jsonl` in the spool's folder: a message a line, with the reason, for a person to look at. */
export function openParking(files: SpoolFiles, folder: string): Parking {
  const path = join(folder, 'parked.jsonl');
  const bytes = readWhole(files, path) ?? Buffer.alloc(0);
  let count = bytes.filter((byte) => byte === LINE_FEED).length;
  // A line that a power cut tore stays by itself.
  let before = bytes.length > 0 && bytes.at(-1) !== LINE_FEED ? '\n' : '';
  return {
    count: () => count,
    park: (message) => {
      const file = files.open(path, 'end');
      try {
        file.append(Buffer.from(`${before}${JSON.stringify(message)}\n`));
        file.sync();
      } finally {
        file.close();
      }
      if (count === 0) files.syncFolder(folder);
      count += 1;
      before = '';
    },
  };
}
