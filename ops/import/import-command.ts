import type { ImportKindName } from '../../app/import/import-columns';
import { aCommand, type Command } from '../lib/command';
import { argument, flag, oneOf, option, text } from '../lib/input';
import { columnNames, dateFormat } from './import-hints';

/** The command that imports a file of one kind. Exit 1 if any row was refused. */
export const importCommand = (kind: ImportKindName, takes: string): Command =>
  aCommand({
    words: `import ${kind}`,
    summary: `${takes}; safe to repeat`,
    input: {
      file: argument(
        'CSV or TSV in UTF-8 with a header row: of ours, or of a known system (docs/imports.md)',
      ),
      columns: option(
        '<pairs>',
        'where columns are called otherwise: "tag_id=Barcode,name=Title"',
        columnNames,
      ),
      dateFormat: option(
        '<format>',
        'how dates are written: dd/MM/yyyy, MM/dd/yyyy, unix and so on',
        dateFormat,
      ),
      errors: option('<file>', 'write the rows that were not taken, with their reasons, as CSV', text),
      delimiter: option('<character>', 'between the columns (default: as in the first line)', (zod) =>
        zod
          .string()
          .transform((given) => (given === '\\t' ? '\t' : given))
          .pipe(zod.string().length(1, 'must be one character, or \\t'))
          .optional(),
      ),
      zoneRules: option(
        '<whose>',
        "read times without an offset by the zone's rules of what is served, or by those of this Node (here)",
        oneOf(['served', 'here']),
        'served',
      ),
      ...(kind === 'loans' && {
        replace: flag('take a row where it differs from the loan that it names; what differs is voided'),
      }),
    },
    run: async (context, input) => {
      const { importFile }: typeof import('./import-file') = require('./import-file');
      return importFile(kind, { replace: false, ...input }, context);
    },
  });
