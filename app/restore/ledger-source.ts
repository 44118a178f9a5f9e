import { eventDigest } from '../events/event-digest';
import { type Ledger, LedgerBrokenError, readDigest } from '../ledger/ledger';
import { nameOf, sealedLines } from '../ledger/sealed-lines';
import type { RestoreSource } from './restore-events';

/** All events of a ledger. Errors: LedgerBrokenError, before the events of a file that is not the one that was
 *  sealed. */
export function ledgerSource(ledger: Ledger): RestoreSource {
  return {
    async *events() {
      for (const day of await ledger.days()) {
        const { digest } = await readDigest(ledger, day);
        const checked: Ledger = {
          ...ledger,
          async readFile(name) {
            const file = await ledger.readFile(name);
            if (digest.files.some((sealed) => sealed.name === name && sealed.sha256 === file.sha256))
              return file;
            throw new LedgerBrokenError(
              `${name} is not the file that was sealed: see \`audit check --ledger\`. Under Object Lock its first version still is.`,
            );
          },
        };
        for await (const { event, digest: hash } of sealedLines(checked, digest)) {
          if (eventDigest(event) !== hash) {
            throw new LedgerBrokenError(
              `${nameOf(event)}, sealed with ${day}, holds what this version does not know.`,
            );
          }
          yield event;
        }
      }
    },
  };
}
