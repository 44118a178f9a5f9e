import type { Answer, CommandContext } from '../lib/command';
import { aCommand } from '../lib/command';
import { argument, oneOf, option, type Read, someText } from '../lib/input';

const ids: Read<readonly string[] | undefined> = (zod) =>
  zod
    .string()
    .transform((given) =>
      given
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    )
    .pipe(zod.array(zod.string()).min(1, 'must name at least one id'))
    .optional();

type LabelInput = {
  readonly file: string;
  readonly books: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly symbology: 'code128' | 'codabar' | 'qr';
  readonly font: string | undefined;
};

/** Writes labels of copies as PDF. */
export const command = aCommand({
  words: 'labels',
  summary: 'write labels of copies as PDF, which scanners read as their ids',
  input: {
    file: argument('PDF to write: A4, 3 by 8 labels of 70 by 37 mm'),
    books: option('<ids>', 'of the copies of these books, with commas between', ids),
    tags: option('<ids>', 'of these copies (default: of all)', ids),
    symbology: option('<kind>', 'code128, codabar or qr', oneOf(['code128', 'codabar', 'qr']), 'code128'),
    font: option('<file>', 'TrueType or OpenType font for scripts that DejaVu Sans lacks', someText),
  },
  run: writeLabels,
});

async function writeLabels({ target, signal }: CommandContext, input: LabelInput): Promise<Answer> {
  const { apiOf }: typeof import('../lib/api-call') = require('../lib/api-call');
  const { copiesToLabel }: typeof import('../labels/copies-to-label') = require('../labels/copies-to-label');
  const { labelFile }: typeof import('../labels/label-file') = require('../labels/label-file');
  const copies = await copiesToLabel(apiOf(await target()), input, signal);
  return labelFile(copies, input);
}
