import { eventItems } from '../../adapters/dynamodb/events/event-items';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { ledgerFolder } from '../../adapters/files/ledger-folder';
import { checkLedger, type LedgerCheck } from '../../app/audit/check-ledger';
import { compareTable, type TableComparison } from '../../app/audit/compare-table';
import { lastClosedDay } from '../../app/ledger/closing';
import type { Ledger } from '../../app/ledger/ledger';
import type { Answer, CommandContext } from '../lib/command';
import { EXIT } from '../lib/failure';
import { createProgress } from '../lib/progress';
import { awsConfig, type Target } from '../lib/target';
import { ledgerOf } from './ledger-of';

/** A day is sealed soon after it is closed. */
const SEALED_WITHIN_MS = 2 * 3_600_000;

/** Checks a copy of a ledger in a folder by itself, or the target's against its Events table too. */
export async function checkWholeLedger(
  context: CommandContext,
  { folder, trusted }: { readonly folder: string | undefined; readonly trusted: string | undefined },
): Promise<Answer> {
  const at = folder === undefined ? await context.target() : undefined;
  const ledger = at ? ledgerOf(at) : ledgerFolder(folder ?? '');
  const checked = await readLedger(context, ledger);
  const table = at && (await compareWith(context, at, ledger, checked));
  const faults = [...checked.faults, ...(table?.faults ?? []), ...trustFaults(checked, trusted)];
  return {
    json: {
      holds: faults.length === 0,
      days: checked.days,
      events: checked.events,
      first: checked.first,
      head: checked.head,
      ...(table && { table: { events: table.events, notYetSealed: table.notYetSealed } }),
      faults,
    },
    lines: [...render(checked, table), ...faults.map((fault) => `FALSE. ${fault}`)],
    exitCode: faults.length === 0 ? EXIT.done : EXIT.no,
  };
}

async function readLedger({ terminal, signal }: CommandContext, ledger: Ledger): Promise<LedgerCheck> {
  const progress = createProgress(terminal, { label: 'Ledger', unit: 'events', total: undefined });
  try {
    return await checkLedger(ledger, (_day, events) => {
      signal.throwIfAborted();
      progress.advance(events);
    });
  } finally {
    progress.stop();
  }
}

async function compareWith(
  { terminal, signal }: CommandContext,
  at: Target,
  ledger: Ledger,
  { sums, lastDay }: LedgerCheck,
): Promise<TableComparison> {
  const progress = createProgress(terminal, { label: 'Table', unit: 'events', total: undefined });
  const items = eventItems(createDynamoDbClient(awsConfig(at)), at.tables.events);
  try {
    const dueDay = lastClosedDay(new Date(Date.now() - SEALED_WITHIN_MS).toISOString());
    return await compareTable({ ledger, items }, sums, { lastSealedDay: lastDay, dueDay }, (events) => {
      signal.throwIfAborted();
      progress.advance(events);
    });
  } finally {
    progress.stop();
  }
}

function trustFaults({ hashes }: LedgerCheck, trusted: string | undefined): string[] {
  if (trusted === undefined || [...hashes.values()].includes(trusted)) return [];
  return [
    `No day of this ledger has the trusted digest ${trusted}: the days since were taken away, or it is another.`,
  ];
}

function render({ days, events, first, head }: LedgerCheck, table: TableComparison | undefined): string[] {
  if (head === undefined || first === undefined) return [`The ledger has ${days} days.`];
  return [
    `${events} events of ${days} days, ${first} to ${head.day} (UTC). Digest of the last day:`,
    head.hash,
    ...(table ? [`The table has ${table.events} events, ${table.notYetSealed} of them not sealed yet.`] : []),
  ];
}
