import type { RecordedSections } from '../recorded';
import { ranOn, table } from '../table';

/** Reading MARC beside yaz-marcdump. */
export function marcPart({ marc }: RecordedSections): string[] {
  if (marc === undefined) return [];
  const { records, megabytes, ours, yaz, peakMb } = marc.result;
  const [us, them] = [median(ours), median(yaz)];
  const said = (turns: readonly number[]) => turns.map((turn) => turn.toFixed(1)).join(', ');
  return [
    '## MARC records',
    ranOn(marc),
    `${records.toLocaleString('en')} records of MARC 21 in UTF-8 (${megabytes} MB), made of a real book list with two copies each, read to books and copies as \`import marc\` does, in turn with yaz-marcdump (C) writing the same file as lines to nowhere. Processor seconds, user and system; wanted: at least 0.8 of its speed, and at most 1.2 times the memory of 10,000 records.`,
    table(
      ['', 'seconds of each turn', 'median'],
      [
        ['Shelflog', said(ours), us.toFixed(1)],
        ['yaz-marcdump', said(yaz), them.toFixed(1)],
        ['speed of Shelflog, times that of yaz', '', (them / us).toFixed(2)],
        [
          'peak MB, 10,000 and all',
          `${peakMb.small}, ${peakMb.large}`,
          (peakMb.large / peakMb.small).toFixed(2),
        ],
      ],
    ),
  ];
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
