import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { ourTable } from '../meter/table-shape';
import { toTagScanned } from './bench-scan';
import type { Contender } from './contender';

const table = ourTable('events', 'bench-shelflog');

const shelflog = (together: number, setup: string): Contender => ({
  name: `Shelflog, ${together} a call`,
  setup,
  table,
  together,
  open: (client) => {
    const log = eventsTable(client, table.name);
    return async (scans) => {
      const answers = await log.insert(scans.map(toTagScanned));
      if (answers.some((answer) => answer !== 'inserted')) throw new Error('A scan was there already.');
    };
  },
});

/** Our own Events table, as append-events writes it. */
export const SHELFLOG: readonly Contender[] = [
  shelflog(25, 'EventLog.insert as append-events calls it: whole envelope, digest, index byRecorded (ALL)'),
  shelflog(1, 'the same, a call for each scan'),
];
