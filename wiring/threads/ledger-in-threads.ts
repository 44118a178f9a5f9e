import { ledgerHistory } from '../../adapters/files/ledger-history';
import {
  type HistoryThreads,
  historyThreads,
  type ThreadSetup,
  threadsFor,
} from '../../adapters/threads/history-threads';
import type { HistorySource } from '../../app/history/history-source';
import type { Ledger } from '../../app/ledger/ledger';
import type { SegmentWorkers } from '../../app/verify/verify-ports';

/** What each thread runs. */
export const THREAD_FILE = require.resolve('./history-thread.ts');

type Options = {
  readonly firstDay: () => Promise<string | undefined>;
  /** How many threads; as many as are worth it unless said. */
  readonly count?: number | undefined;
  readonly signal: AbortSignal;
};

/** A ledger as a history that is dealt out and derived in threads, unless one is enough. Errors: as
 *  ledgerHistory; the signal's reason. */
export async function ledgerInThreads(
  ledger: Ledger,
  setup: ThreadSetup,
  { firstDay, count, signal }: Options,
): Promise<{ readonly history: HistorySource; readonly segmentWorkers?: SegmentWorkers }> {
  const begun: { threads?: HistoryThreads } = {};
  try {
    const history = await ledgerHistory(ledger, setup.folders.history, firstDay, (size) => {
      const wanted = count ?? threadsFor(size.expectedEvents);
      if (wanted < 2) return undefined;
      begun.threads = historyThreads(setup, { threadFile: THREAD_FILE, count: wanted, signal });
      return begun.threads.dealers(size.segments);
    });
    return { history, ...(begun.threads && { segmentWorkers: begun.threads }) };
  } catch (fault) {
    await begun.threads?.close();
    throw fault;
  }
}
