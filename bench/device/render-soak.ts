import type { RecordedSections } from '../recorded';
import { ranOn, table } from '../table';

const ms = (value: number) => `${value.toFixed(0)} ms`;
const mb = (value: number) => `${value.toFixed(1)} MB`;

/** An hour of a reader, from whatever `npm run soak` has left. */
export function soakPart({ soak }: RecordedSections): string[] {
  if (soak === undefined) return [];
  const { minutes, scans, messages, refused, beepMs, pubackMs, rssMb, cpuShare, openFiles } = soak.result;
  return [
    '## The reader, soaked',
    ranOn(soak),
    `A reader for ${minutes} minutes, two tags a second: the unmodified driver on a simulated chip that is looked at ten times a second, spool, MQTT over TLS to the local stack's broker; with the memory flags of its unit, TypeScript loaded as it stands. The simulation of the chip counts in processor time and memory. A tag is laid down at any time between two looks: the beep has that wait in it. Beside it ran whatever else the machine did.`,
    table(
      ['', 'wanted', 'measured'],
      [
        ['scans that beeped', '', String(beepMs.n)],
        ['of them with the broker, each once', String(beepMs.n), String(scans)],
        ['messages', '', String(messages)],
        ['refused', '0', String(refused)],
        ['tag to beep, p50 and p99', '', `${ms(beepMs.p50)}, ${ms(beepMs.p99)}`],
        ['tag to PUBACK, p50 and p99', '', `${ms(pubackMs.p50)}, ${ms(pubackMs.p99)}`],
        ['memory (RSS), most in the first quarter', '', mb(rssMb.first)],
        ['most in the last quarter', `below ${mb(rssMb.first + 5)}`, mb(rssMb.last)],
        [
          'open files, most in the first and last quarter',
          'no more',
          `${openFiles.early}, ${openFiles.late}`,
        ],
        ['share of one processor', '', `${(cpuShare * 100).toFixed(1)} %`],
      ],
    ),
  ];
}
