import { type CopyPlace, parseCopyPlace } from '../../../app/import/marc/copy-place';
import { aCommand } from '../../lib/command';
import { argument, option, type Read, text } from '../../lib/input';

const place: Read<CopyPlace | undefined> = (zod) =>
  zod
    .string()
    .transform((given, { addIssue }) => {
      const parsed = parseCopyPlace(given);
      if (parsed === undefined) addIssue('must be a field and a code, such as 952p');
      return parsed;
    })
    .optional();

/** Brings books and copies from MARC records. */
export const command = aCommand({
  words: 'import marc',
  summary: 'books and copies from MARC records (ISO 2709 or MARCXML); safe to repeat',
  input: {
    file: argument('MARC 21 or UNIMARC, as UTF-8, MARC-8 or ISO 5426, gzipped or not'),
    copies: option('<field and code>', 'where barcodes stand (default: 852p, 952p, 949i and 995f)', place),
    errors: option(
      '<file>',
      'write the records and copies that were not taken, with their reasons, as CSV',
      text,
    ),
  },
  run: async (context, input) => {
    const {
      importMarcFile,
    }: typeof import('../../import/import-marc-file') = require('../../import/import-marc-file');
    return importMarcFile(input, context);
  },
});
