import type { Mutation } from './mutation';

const POWER_CUTS = 'device/test/spool/power-cut';
const SPOOL = 'device/test/spool/spool.test';
const PUBLISHER = 'device/test/publish/publisher.test';

/** Ways to lose, double or invent a scan on its way from a tag to the broker, and to run what nobody signed. */
export const READER_MUTATIONS: readonly Mutation[] = [
  {
    name: 'reader: beep before the scan is on disk',
    file: 'device/src/spool/spool.ts',
    edits: [['    file.append(bytes);\n    file.sync();\n', '    file.append(bytes);\n']],
    tests: POWER_CUTS,
  },
  {
    name: 'reader: leave the newest segment of a killed process unsettled',
    file: 'device/src/spool/load-spool.ts',
    edits: [['  settle(files, folder, loaded.segments.at(-1));\n', '']],
    tests: 'device/test/spool/killed-then-cut',
  },
  {
    name: 'reader: delete a segment before all of it is acknowledged',
    file: 'device/src/spool/spool.ts',
    edits: [['next.first - 1 > this.cursor) return;', 'next.first - 1 > this.nextSeq) return;']],
    tests: SPOOL,
  },
  {
    name: 'reader: keep a torn tail',
    file: 'device/src/spool/load-spool.ts',
    edits: [['      cut(segment.path, wholeBytes);\n', '']],
    tests: SPOOL,
  },
  {
    name: 'reader: believe a line without its CRC',
    file: 'device/src/spool/record-line.ts',
    edits: [
      [
        "if (crc === '' || Number.parseInt(crc, 16) !== crc32(bytes.subarray(crc.length + 1))) return undefined;",
        "if (crc === '') return undefined;",
      ],
    ],
    tests: 'device/test/spool/damaged-spool',
  },
  {
    name: 'reader: give a number again after a start',
    file: 'device/src/spool/load-spool.ts',
    edits: [
      [
        'next = Math.max(next, segment.last + 1 + part.lines, segment.first + 1);',
        'next = Math.max(next, segment.first + 1);',
      ],
    ],
    tests: POWER_CUTS,
  },
  {
    name: 'reader: acknowledge what is only on its way',
    file: 'device/src/publish/publisher.ts',
    edits: [['    this.prepare();\n    void publish(', '    this.accepted(message);\n    void publish(']],
    tests: PUBLISHER,
  },
  {
    name: 'reader: take a refusal of the broker for a yes',
    file: 'device/src/publish/delivery.ts',
    edits: [['result.reasonCode < FIRST_FAILURE_CODE', 'result.reasonCode >= 0']],
    tests: 'device/test/publish/delivery.test',
  },
  {
    name: 'reader: mix boots in a batch',
    file: 'device/src/publish/cut-batch.ts',
    edits: [['    one.stored.scan.bootId === other.stored.scan.bootId &&\n', '']],
    tests: PUBLISHER,
  },
  {
    name: 'reader: take a tag that flickers for another presence',
    file: 'device/src/tags/presence.ts',
    edits: [
      ['const MISSES = 3;', 'const MISSES = 1;'],
      ['export const AWAY_MS = 600;', 'export const AWAY_MS = 0;'],
    ],
    tests: 'device/test/tags/presence.test',
  },
  {
    name: 'reader: run what no pinned key has signed',
    file: 'device/src/update/bundle-format.ts',
    edits: [['  if (!mine) {', '  if (!mine && keys.length === 0) {']],
    tests: 'device/test/update/carry-out-job.test',
  },
  {
    name: 'reader: try a version that makes the machine fall for ever',
    file: 'device/src/update/choose-slot.ts',
    edits: [['return wentDown && !trial.again && !hasFailed ?', 'return wentDown ?']],
    tests: 'device/test/update/choose-slot.test',
  },
];
