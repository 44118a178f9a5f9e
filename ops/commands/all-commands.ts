import type { Command } from '../lib/command';
import { command as auditCheck } from './audit/check';
import { command as auditProve } from './audit/prove';
import { command as auditSeal } from './audit/seal';
import { command as auditTimeline } from './audit/timeline';
import { command as exportNow } from './export';
import { command as importActions } from './import/actions';
import { command as importBooks } from './import/books';
import { command as importLoans } from './import/loans';
import { command as importTags } from './import/tags';
import { command as probe } from './probe';
import { command as publish } from './publish';
import { command as quarantineList } from './quarantine/list';
import { command as quarantineRetry } from './quarantine/retry';
import { command as quarantineShow } from './quarantine/show';
import { command as readerAdd } from './reader/add';
import { command as readerList } from './reader/list';
import { command as readerRevoke } from './reader/revoke';
import { command as readerRollOut } from './reader/roll-out';
import { command as rebuild } from './rebuild';
import { command as redrive } from './redrive';
import { command as restore } from './restore';
import { command as simulate } from './simulate';
import { command as start } from './start';
import { command as status } from './status';
import { command as verify } from './verify';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  start,
  publish,
  importBooks,
  importTags,
  importLoans,
  importActions,
  exportNow,
  status,
  probe,
  simulate,
  rebuild,
  verify,
  redrive,
  auditTimeline,
  auditSeal,
  auditProve,
  auditCheck,
  restore,
  quarantineList,
  quarantineShow,
  quarantineRetry,
  readerAdd,
  readerList,
  readerRevoke,
  readerRollOut,
];

/** What the first of two words stands for. */
export const GROUPS: Readonly<Record<string, string>> = {
  import: 'bring books, tags and past loans from files of any library system',
  audit: 'what happened, when it was known, and proof of it',
  quarantine: 'input that could not be understood',
  reader: 'who may connect to the broker, and what runs there',
};
