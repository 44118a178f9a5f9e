import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ledger, MissingFileError } from '../../app/ledger/ledger';
import { unzipLines } from './gzipped-lines';
import { isMissing } from './is-missing';
import { dayOfDigest, digestName, LEDGER_FOLDERS } from './ledger-names';

/** A copy of the ledger's bucket in a folder, such as `aws s3 sync` makes. */
export function ledgerFolder(folder: string): Ledger {
  const read = async (name: string): Promise<Buffer | undefined> => {
    try {
      return await readFile(join(folder, name));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const readBytes = async (name: string) => {
    const bytes = await read(name);
    if (bytes === undefined) throw new MissingFileError(`${name} is not in ${folder}.`);
    return bytes;
  };
  return {
    async days() {
      const names = await readdir(join(folder, LEDGER_FOLDERS.digests)).catch((cause: unknown) => {
        throw new Error(`${folder} is no copy of a ledger: it has no folder ${LEDGER_FOLDERS.digests}`, {
          cause,
        });
      });
      return names.flatMap((name) => dayOfDigest(`${LEDGER_FOLDERS.digests}${name}`) ?? []).sort();
    },
    async digest(day) {
      return (await read(digestName(day)))?.toString('utf8');
    },
    readBytes,
    readFile: async (name) => unzipLines(name, await readBytes(name)),
  };
}
