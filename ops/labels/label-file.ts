import type { Answer } from '../lib/command';
import { messageOf, WorkFailed, WrongUse } from '../lib/failure';
import { type LabelledCopy, labelsOf } from './label-fits';
import { labelFont } from './label-font';
import { LABELS_A_SHEET, writeLabelSheets } from './label-sheet';
import type { Symbology } from './symbol';

type LabelFile = {
  readonly file: string;
  readonly symbology: Symbology;
  /** A font of the caller's own. */
  readonly font: string | undefined;
};

/** The text names at most so many. */
const MAX_LISTED = 1_000;

/** Writes a label for each copy. Errors: WrongUse with every id that the symbology cannot carry, of which none is
 *  written then; WorkFailed where there is no copy, or the file or font cannot be used. */
export async function labelFile(
  copies: readonly LabelledCopy[],
  { file, symbology, font: fontFile }: LabelFile,
): Promise<Answer> {
  if (copies.length === 0) throw new WorkFailed('There are no copies to label.');
  const labels = labelsOf(copies, symbology);
  if ('problems' in labels) throw new WrongUse(...shortened(labels.problems));
  const font = await labelFont(fontFile);
  try {
    await writeLabelSheets(file, labels, font.bytes);
  } catch (error) {
    throw new WorkFailed(`${file} could not be written: ${messageOf(error)}`, { cause: error });
  }
  const boxes = copies.flatMap(({ tagId, title }) => {
    const missing = [...new Set(font.missingIn(title))];
    return missing.length > 0 ? [{ tagId, missing: missing.join('') }] : [];
  });
  const sheets = Math.ceil(labels.length / LABELS_A_SHEET);
  return {
    json: { file, symbology, labels: labels.length, sheets, boxes },
    lines: [
      ...shortened(
        boxes.map(
          ({ tagId, missing }) =>
            `The title of ${tagId} shows boxes for ${missing}; --font takes a font that has them.`,
        ),
      ),
      `${labels.length} labels on ${sheets} ${sheets === 1 ? 'sheet' : 'sheets'} in ${file}.`,
    ],
  };
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length > MAX_LISTED
    ? [...lines.slice(0, MAX_LISTED), `… and ${lines.length - MAX_LISTED} more.`]
    : lines;
