import type { Mutation } from './mutation';

const REBUILD = 'app/rebuild/rebuild.ts';
const REBUILDING = 'test/app/rebuild/rebuild.test';
const FROM_LEDGER = 'test/app/rebuild/rebuild.from-ledger';
const BESIDE_SCANS = 'test/app/rebuild/rebuild.beside-scans';
const VERIFYING = 'test/app/verify/verify-generation.long';

/** Ways to get wrong how history is read again, compared and switched to. */
export const HISTORY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'rebuild from events that were altered',
    file: 'wiring/open-history.ts',
    edits: [['    onWrong: refuse,\n', '']],
    tests: REBUILDING,
  },
  {
    name: 'rebuild without what is no event',
    file: 'adapters/dynamodb/events/table-history.ts',
    edits: [['      onWrong(corruptEvent(item, fault), fault);\n', '']],
    tests: REBUILDING,
  },
  {
    name: 'go on with an attempt that read an altered event',
    file: REBUILD,
    edits: [[' || fault instanceof WrongEventError', '']],
    tests: REBUILDING,
  },
  {
    name: 'take the events of the table for checked when the ledger was read',
    file: 'wiring/rebuild-read-models.ts',
    edits: [["eventsAreChecked: from === 'table'", 'eventsAreChecked: true']],
    tests: FROM_LEDGER,
  },
  {
    name: 'verify without checking the events',
    file: 'wiring/verify-tables.ts',
    edits: [['...(!options.eventsAreChecked && {', '...(options.eventsAreChecked && {']],
    tests: VERIFYING,
  },
  {
    name: 'switch to a generation that differs from history',
    file: REBUILD,
    edits: [['if (differences > 0) throw', 'if (differences > 1e9) throw']],
    tests: BESIDE_SCANS,
  },
  {
    name: 'catch up only with what was recorded since reading began',
    file: REBUILD,
    edits: [['const SAFE_MARGIN_MS = 15 * 60_000;', 'const SAFE_MARGIN_MS = 0;']],
    tests: BESIDE_SCANS,
  },
  {
    name: 'leave the rows of an earlier run of the attempt',
    file: 'app/history/build-segment.ts',
    edits: [['      if (again) await writer?.removeLeftovers(rows);\n', '']],
    tests: REBUILDING,
  },
  {
    name: 'take the pieces of a stream for whole ones in a rebuild',
    file: 'app/rebuild/write-generation.ts',
    edits: [['if (found.length === 0) break;', 'break;']],
    tests: BESIDE_SCANS,
  },
  {
    name: 'leave the events of an instant in the order in which the index has them',
    file: 'adapters/dynamodb/events/feed-order.ts',
    edits: [
      [
        "ofOneInstant.sort((a, b) => compareFeedPositions(a.position, b.position) * (order === 'asc' ? 1 : -1))",
        'ofOneInstant',
      ],
    ],
    tests: 'test/adapters/dynamodb/events/event-feed-reader',
  },
];
