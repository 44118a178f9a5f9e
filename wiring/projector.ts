import { exportMarks } from '../adapters/dynamodb/control/export-marks';
import { eventsTable } from '../adapters/dynamodb/events/events-table';
import type { ExportMarks } from '../app/export/export-marks';
import type { Generation } from '../app/history/generations';
import type { Clock } from '../app/lib/clock';
import type { Pause } from '../app/project/project-tags';
import type { LibraryEvent } from '../domain/events';
import type { TablesOf } from './library';

/** Brings the rows of one generation to what the events say. Answers the streams that failed, each with its
 *  fault; the others are done. */
export type Projector = (
  generation: Generation,
  events: readonly LibraryEvent[],
) => Promise<ReadonlyMap<string, unknown>>;

/** What a projector has besides its read models. */
export type ProjectorLibrary = TablesOf<'events' | 'control'> & {
  readonly clock: Clock;
  /** Where the days are noted whose files are stale; the control table unless given. */
  readonly marks?: ExportMarks;
  /** Between attempts at rows where other projectors are; with jitter unless given. */
  readonly pause?: Pause;
};

/** What every projector reads and notes. */
export function projectorPorts({ client, tables, clock, marks, pause }: ProjectorLibrary) {
  return {
    log: eventsTable(client, tables.events),
    marks: marks ?? exportMarks(client, tables.control, clock),
    ...(pause && { pause }),
  };
}
