import { parentPort, workerData } from 'node:worker_threads';
import { libraryCalendar } from '../../app/library-calendar';
import { deriveSegment } from '../../app/verify/derive-history';
import type { SegmentJob } from '../../app/verify/verify-needs';
import { expectedRows } from '../dynamodb/expected-rows';
import { dealtSegment } from '../files/ledger-history';
import { lineStore } from '../files/line-store';
import type { ThreadAnswer, ThreadSetup } from './derive-threads';

const { folders, rules, timeZone, generation }: ThreadSetup = workerData;
const calendar = libraryCalendar(timeZone);
const lines = lineStore(folders.lines, { durable: false });
const served = expectedRows(generation, calendar);
const never = new AbortController().signal;

/** The thread is ended from outside, also in the middle of a job. */
async function derive({ segment, name, strays, cutoff }: SegmentJob): Promise<number> {
  let events = 0;
  await deriveSegment(name, dealtSegment(folders.history, segment), new Set(strays), cutoff, {
    lines,
    served,
    how: { rules, calendar },
    onEvents: (count) => {
      events += count;
    },
    signal: never,
  });
  return events;
}

const answer = (message: ThreadAnswer) => parentPort?.postMessage(message);

parentPort?.on('message', (job: SegmentJob) => {
  derive(job).then(
    (events) => answer({ events }),
    (fault: unknown) => answer({ fault }),
  );
});
