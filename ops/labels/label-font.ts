import { readFile } from 'node:fs/promises';
import { create } from 'fontkit';
import { messageOf, WorkFailed } from '../lib/failure';

export type LabelFont = {
  readonly bytes: Buffer;
  /** The characters of a text that the font has no sign for: it shows an empty box. */
  missingIn(text: string): readonly string[];
};

/** Latin, Greek, Cyrillic, Hebrew, Arabic and others; not Chinese, Japanese and Korean. */
const usualFont = () => require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const UNSEEN = /[\s\p{C}]/u;

/** The font of labels, or one of the caller's own. Errors: WorkFailed for a file that is no font. */
export async function labelFont(file: string | undefined): Promise<LabelFont> {
  const place = file ?? usualFont();
  const bytes = await readFile(place).catch((error: unknown) => {
    throw new WorkFailed(`The font cannot be read: ${messageOf(error)}`);
  });
  const font = opened(bytes, place);
  return {
    bytes,
    missingIn: (text) =>
      [...text].filter((one) => !UNSEEN.test(one) && !font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0)),
  };
}

function opened(bytes: Buffer, file: string) {
  const problem = `${file} is no font in TrueType or OpenType; a collection of several must be taken apart first.`;
  try {
    const font = create(bytes);
    if ('hasGlyphForCodePoint' in font) return font;
  } catch (error) {
    throw new WorkFailed(problem, { cause: error });
  }
  throw new WorkFailed(problem);
}
