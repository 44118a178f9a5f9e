import type { GenerationStore } from '../history/generations';
import type { Clock } from '../lib/clock';
import { libraryCalendar } from '../lib/library-calendar';
import { type ZoneDifference, zoneDifference, zoneOf } from '../lib/zone-rules';
import type {
  ExportBucket,
  ExportMarkList,
  ExportReads,
  ExportState,
  ExportStateStore,
  StoredMark,
} from './export-ports';
import { firstDayOf, newestCountedDay, type PlanBasis } from './plan-export';
import type { ExportProgress, WriteFilesPorts } from './write-files';

export type ExportPorts = {
  readonly clock: Clock;
  readonly generations: GenerationStore;
  readonly reads: ExportReads;
  readonly bucket: ExportBucket;
  readonly marks: ExportMarkList;
  readonly state: ExportStateStore;
  /** From this day on, each day has its files; left out: from that of the first event recorded. */
  readonly exportsFrom?: string | undefined;
  /** When the first event was recorded, which takes reading them all; undefined while there is none. */
  readonly firstRecordedAt: () => Promise<string | undefined>;
  readonly onProgress?: (progress: ExportProgress) => void;
};

/** What an export goes by, as it stood when it began. */
export type BegunExport = PlanBasis &
  WriteFilesPorts & {
    readonly began: string;
    readonly seen: readonly StoredMark[];
    readonly firstRecordedAt?: string;
    readonly zoneDifference?: ZoneDifference;
  };

/** Reads the marks before anything else, as docs/adr/0003-export-marks.md asks. */
export async function beginExport(ports: ExportPorts): Promise<BegunExport> {
  const { clock, generations, reads, bucket, marks, state, onProgress } = ports;
  const began = clock();
  const { serving } = await generations.read();
  const calendar = libraryCalendar(zoneOf(serving));
  const today = calendar(began).date;
  const exported = await state.read();
  const seen = await marks.list();
  const firstRecordedAt = await firstRecorded(exported, ports);
  const difference = zoneDifference(zoneOf(serving));
  const basis = { today, state: exported, marks: seen.map(({ mark }) => mark) };
  return {
    ...basis,
    began,
    seen,
    exportsFrom:
      ports.exportsFrom ?? (firstRecordedAt === undefined ? today : calendar(firstRecordedAt).date),
    ...(firstRecordedAt !== undefined && { firstRecordedAt }),
    ...(difference !== undefined && { zoneDifference: difference }),
    reads,
    bucket,
    generation: serving.id,
    calendar,
    firstDay: firstDayOf(basis),
    newestDay: async () => {
      const stored = await marks.list();
      return newestCountedDay(
        today,
        await state.read(),
        stored.map(({ mark }) => mark),
      );
    },
    onProgress,
  };
}

/** Once known it stays known: nothing can be recorded before it any more. */
async function firstRecorded(exported: ExportState | undefined, ports: ExportPorts) {
  if (exported?.firstRecordedAt !== undefined || ports.exportsFrom !== undefined) {
    return exported?.firstRecordedAt;
  }
  return ports.firstRecordedAt();
}
