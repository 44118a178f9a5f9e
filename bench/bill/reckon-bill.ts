import { FUNCTIONS } from '../../contract/functions';
import type { AppendFigures } from '../append/measure-append';
import type { ProjectionFigures } from '../projection/measure-projection';
import { PRICES } from './prices';

/** How scans arrive. */
export type Arrival = {
  readonly name: string;
  readonly scansAMessage: number;
  readonly messagesASecond: number;
  /** Records that a stream mapping hands over at a time: what comes between two of its four looks a second.
   *  One shard. */
  readonly batches: { readonly circulation: number; readonly analytics: number };
};

export const ONE_BY_ONE: Arrival = {
  name: 'one scan a message, 20 scans/s',
  scansAMessage: 1,
  messagesASecond: 20,
  batches: { circulation: 5, analytics: 5 },
};
export const BY_TENS: Arrival = {
  name: 'ten scans a message, 20 scans/s',
  scansAMessage: 10,
  messagesASecond: 2,
  batches: { circulation: 10, analytics: 10 },
};
/** A small library's busy hour: where nothing can be gathered. */
export const SELDOM: Arrival = {
  name: 'one scan a message, 1 scan/s',
  scansAMessage: 1,
  messagesASecond: 1,
  batches: { circulation: 1, analytics: 1 },
};

export type BillLine = { readonly part: string; readonly how: string; readonly dollars: number };

/** Five pollers, each asking three times a minute, whether or not there is anything. */
const EMPTY_RECEIVES_A_SECOND = 0.25;
/** Readers are noted once a minute each. */
const READERS_NOTED_A_SECOND = 5 / 60;

/** What a million scans cost, by the counters that were measured. Milliseconds of functions are estimates:
 *  30 ms a message and 2 ms for each more scan in it; projectors 25 ms and 5 ms a record. */
export function reckonBill(
  { scansAMessage, messagesASecond, batches }: Arrival,
  append: AppendFigures,
  figuresOf: (batch: number) => ProjectionFigures,
): BillLine[] {
  const m = 1 / scansAMessage;
  const scansASecond = messagesASecond * scansAMessage;
  const queueRequests = 3 * m + EMPTY_RECEIVES_A_SECOND / scansASecond;
  const messageMs = 30 + 2 * (scansAMessage - 1);
  const { circulation } = figuresOf(batches.circulation);
  const { analytics } = figuresOf(batches.analytics);
  const batchMs = (size: number) => 25 + 5 * size;
  const seconds = (functionName: keyof typeof FUNCTIONS, ms: number) =>
    ((FUNCTIONS[functionName].memoryMb / 1024) * ms) / 1000;
  const gigabyteSeconds =
    m * (seconds('ingest-scans', messageMs) + seconds('append-events', messageMs)) +
    seconds('project-circulation', batchMs(batches.circulation)) / batches.circulation +
    seconds('project-analytics', batchMs(batches.analytics)) / batches.analytics;
  const invocations = 2 * m + 1 / batches.circulation + 1 / batches.analytics;
  const events = append.tableWrites + append.indexWrites;
  const noted = READERS_NOTED_A_SECOND / scansASecond;
  const reads = circulation.reads + analytics.reads + append.reads;
  const line = (part: string, count: number, price: number, how: string): BillLine => ({
    part,
    how: how.replace('#', count.toFixed(2)),
    dollars: count * price,
  });
  return [
    line('IoT Core', m, PRICES.iotRuleAndAction, '# messages by Basic Ingest, one rule and action each'),
    line('EventBridge', m, PRICES.busEvent, '# events'),
    line('SQS', queueRequests, PRICES.queueRequest, '# requests: send, receive, delete, empty receives'),
    line('Lambda requests', invocations, PRICES.invocation, '#'),
    line(
      'Lambda time',
      gigabyteSeconds,
      PRICES.gigabyteSecond,
      `${gigabyteSeconds.toFixed(4)} GB-s (estimated)`,
    ),
    line('Events and its index', events, PRICES.writeUnit, '# write units'),
    line('Inventory and Stock', circulation.writes, PRICES.writeUnit, '# write units'),
    line('Analytics', analytics.writes, PRICES.writeUnit, '# write units'),
    line('readers noted', noted, PRICES.writeUnit, '# write units, five readers once a minute'),
    line('reads', reads, PRICES.readUnit, '# read units'),
  ];
}

/** What the same messages cost more on the contract's topic, through the message broker. */
export const withoutBasicIngest = ({ scansAMessage }: Arrival) => PRICES.iotMessage / scansAMessage;

export const totalOf = (lines: readonly BillLine[]) => lines.reduce((sum, { dollars }) => sum + dollars, 0);
