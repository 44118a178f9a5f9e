import { raw } from 'bwip-js';

export const SYMBOLOGIES = ['code128', 'codabar', 'qr'] as const;
export type Symbology = (typeof SYMBOLOGIES)[number];

/** A dark rectangle, in modules from the upper left. Bars are as high as the place that they get. */
type Dark = { readonly x: number; readonly y: number; readonly width: number };

/** What a scanner reads as the id: its dark parts, without the quiet zone around them. */
export type LabelSymbol = {
  readonly kind: 'bars' | 'squares';
  readonly columns: number;
  readonly darks: readonly Dark[];
};

/** The widest symbol that a label has place for, at the least width that hand scanners read. */
export const SYMBOL_WIDTH_MM = 62;
const MIN_MODULE_MM = 0.19;
/** On either side, by ISO/IEC 15417 and EN 798. */
export const QUIET_MODULES = 10;

/** The id as a symbol, or why this symbology cannot carry it. */
export function symbolOf(id: string, symbology: Symbology): LabelSymbol | { readonly problem: string } {
  if (symbology === 'qr') return squaresOf(id);
  const problem = symbology === 'codabar' ? codabarProblem(id) : undefined;
  if (problem !== undefined) return { problem };
  const symbol = symbology === 'codabar' ? barsOf('rationalizedCodabar', `A${id}B`) : barsOf('code128', id);
  const width = (symbol.columns + 2 * QUIET_MODULES) * MIN_MODULE_MM;
  return width > SYMBOL_WIDTH_MM ? { problem: 'it is too long for bars on a label' } : symbol;
}

/** Libraries use Codabar of 14 digits, the last by modulus 10. Codabar's own check character is another. */
function codabarProblem(id: string): string | undefined {
  if (!/^\d{14}$/.test(id)) return "a library's Codabar is 14 digits";
  const digit = libraryCheckDigit(id.slice(0, -1));
  return id.endsWith(digit) ? undefined : `its last digit must be ${digit}`;
}

/** The last of a library barcode's 14 digits: modulus 10, every other digit from the right doubled. */
export function libraryCheckDigit(thirteen: string): string {
  const sum = [...thirteen].reverse().reduce((total, digit, i) => {
    const counted = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

function barsOf(bcid: string, text: string): LabelSymbol {
  const [bars] = raw({ bcid, text });
  if (bars === undefined || !('sbs' in bars)) throw new Error(`${bcid} was not drawn as bars.`);
  const darks: Dark[] = [];
  let x = 0;
  // Widths of bar, space, bar, and so on.
  for (const [i, width] of bars.sbs.entries()) {
    if (i % 2 === 0) darks.push({ x, y: 0, width });
    x += width;
  }
  return { kind: 'bars', columns: x, darks };
}

function squaresOf(text: string): LabelSymbol {
  const [squares] = raw({ bcid: 'qrcode', text });
  if (squares === undefined || !('pixs' in squares)) throw new Error('The code was not drawn as squares.');
  const { pixs, pixx } = squares;
  const darks = pixs.flatMap((pixel, i): Dark[] =>
    pixel === 1 ? [{ x: i % pixx, y: Math.floor(i / pixx), width: 1 }] : [],
  );
  return { kind: 'squares', columns: pixx, darks };
}
