import { parentPort, workerData } from 'node:worker_threads';
import { expectedRows } from '../../adapters/dynamodb/generations/expected-rows';
import { type Dealer, openDealer } from '../../adapters/files/dealer';
import { dealtSegment } from '../../adapters/files/ledger-history';
import { lineStore } from '../../adapters/files/line-store';
import type { ThreadAnswer, ThreadJob, ThreadSetup } from '../../adapters/threads/history-threads';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { deriveSegment } from '../../app/verify/derive-history';

const { folders, rules, zone, generation }: ThreadSetup = workerData;
const calendar = libraryCalendar(zone);
const lines = lineStore(folders.lines, { durable: false });
const served = expectedRows(generation, calendar);
const never = new AbortController().signal;
let dealer: Promise<Dealer> | undefined;

type Deriving = Extract<ThreadJob, { kind: 'derive' }>;

/** The thread is ended from outside, also in the middle of a job. */
async function derive({ segment, name, splitStreams, cutoff }: Deriving): Promise<number> {
  let events = 0;
  const streams = dealtSegment(folders.history, segment);
  await deriveSegment(
    { name, streams, left: new Set(splitStreams), cutoff },
    {
      lines,
      served,
      interpretation: { rules, calendar },
      onEvents: (count) => {
        events += count;
      },
      signal: never,
    },
  );
  return events;
}

async function work(job: ThreadJob): Promise<number> {
  switch (job.kind) {
    case 'deal': {
      const { part, segments, name, bytes } = job;
      dealer ??= openDealer({ folder: folders.history, part, segments });
      await (await dealer).deal(name, Promise.resolve(bytes));
      return 0;
    }
    case 'end dealing':
      await (await dealer)?.close();
      // Its buffers are not needed any more.
      dealer = undefined;
      return 0;
    case 'derive':
      return derive(job);
  }
}

const answer = (message: ThreadAnswer) => parentPort?.postMessage(message);

parentPort?.on('message', (job: ThreadJob) => {
  work(job).then(
    (events) => answer({ events }),
    (fault: unknown) => answer({ fault }),
  );
});
