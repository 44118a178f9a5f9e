import { join } from 'node:path';
import { z } from 'zod';
import { encodeLine, parseOnlyLine } from '../spool/record-line';
import { readWhole, replaceFile, type SpoolFiles } from '../spool/spool-files';
import type { SpooledScan } from '../spool/spooled-scan';
import type { Stamp } from './reader-clock';

const bootNote = z.object({
  bootId: z.string(),
  /** Scans up to here may have been sent with the time as it then was: they keep it. */
  sentUpTo: z.number(),
  /** A moment of this boot by network time. */
  anchor: z.object({ at: z.number(), mono: z.number(), after: z.number() }).exactOptional(),
});

type BootNote = z.output<typeof bootNote>;

/** Boots with scans in the spool: more than one a minute over a day, of which a note each. */
const MAX_NOTES = 1_500;

export type ScanTime = { readonly at: number; readonly synced: boolean };

export type TimeNotes = {
  /** When the scan was, as well as is known. Of a scan that may have been sent, always the same. */
  timeOf(seq: number, scan: SpooledScan): ScanTime;
  /** Before doubtful times are sent: from now on these scans keep theirs. Durable before it returns. */
  fix(bootId: string, upTo: number): void;
  /** Network time has spoken: scans of this boot not yet sent are as long ago as the boot's own clock says. */
  networkTime(stamp: Stamp): void;
};

/** What is known of the clocks of the boots whose scans are in this spool.
 *  A note that cannot be written is kept for this process and complained of. */
export function openTimeNotes(
  files: SpoolFiles,
  folder: string,
  complain: (message: string) => void,
): TimeNotes {
  const path = join(folder, 'clocks');
  const notes = new Map(readNotes(files, path).map((note) => [note.bootId, note]));
  const save = (note: BootNote) => {
    notes.delete(note.bootId);
    notes.set(note.bootId, note);
    for (const oldest of [...notes.keys()].slice(0, -MAX_NOTES)) notes.delete(oldest);
    try {
      replaceFile(files, path, encodeLine(0, JSON.stringify([...notes.values()])), true);
    } catch (error) {
      complain(`${path} cannot be written: ${String(error)}`);
    }
  };
  return {
    timeOf: (seq, scan) => timeOf(seq, scan, notes.get(scan.bootId)),
    fix: (bootId, upTo) => {
      const note = notes.get(bootId);
      if (note?.anchor !== undefined || (note?.sentUpTo ?? 0) >= upTo) return;
      save({ bootId, sentUpTo: upTo });
    },
    networkTime: ({ bootId, at, mono, synced }) => {
      const note = notes.get(bootId);
      if (!synced || note?.anchor !== undefined) return;
      const sentUpTo = note?.sentUpTo ?? 0;
      save({ bootId, sentUpTo, anchor: { at, mono, after: sentUpTo } });
    },
  };
}

function timeOf(seq: number, scan: SpooledScan, note: BootNote | undefined): ScanTime {
  if (scan.synced) return { at: scan.at, synced: true };
  const { anchor } = note ?? {};
  if (anchor === undefined || seq <= anchor.after) return { at: scan.at, synced: false };
  return { at: anchor.at - (anchor.mono - scan.mono), synced: true };
}

function readNotes(files: SpoolFiles, path: string): BootNote[] {
  const bytes = readWhole(files, path);
  const line = bytes && parseOnlyLine(bytes);
  return (line && z.array(bootNote).safeParse(JSON.parse(line.json)).data) ?? [];
}
