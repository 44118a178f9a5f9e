import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import type { Label } from './label-fits';
import { type LabelSymbol, QUIET_MODULES } from './symbol';

/** Sheets of A4 with 3 by 8 labels of 70 by 37 mm. */
const SHEET = { columns: 3, rows: 8, width: 70, height: 37, top: 0.5 };
export const LABELS_A_SHEET = SHEET.columns * SHEET.rows;
const MM = 72 / 25.4;
const EDGE = 4;
const TEXT_SIZE = 8;
const BAR_HEIGHT = 11;
const MAX_MODULE = 0.33;
const SQUARE_SIDE = 20;
/** Of a QR code, by ISO/IEC 18004. */
const QUIET_SQUARES = 4;
/** Scripts that run from right to left, and what runs from left to right within them. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LEFT_TO_RIGHT =
  /(?![\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}])[\p{L}\p{N}]/u;
/** What is not seen, and would be a box. */
const UNSEEN = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Millimetres on a sheet. */
type Place = { readonly x: number; readonly y: number };

/** Writes sheets of labels as PDF: title, symbol, id. Errors: throws what the file system does. */
export async function writeLabelSheets(file: string, labels: readonly Label[], font: Buffer): Promise<void> {
  const sheet = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false });
  sheet.registerFont('text', font).font('text');
  const written = finished(sheet.pipe(createWriteStream(file)));
  for (const [i, label] of labels.entries()) {
    if (i % LABELS_A_SHEET === 0) sheet.addPage();
    const onSheet = i % LABELS_A_SHEET;
    drawLabel(sheet, label, {
      x: (onSheet % SHEET.columns) * SHEET.width,
      y: SHEET.top + Math.floor(onSheet / SHEET.columns) * SHEET.height,
    });
  }
  sheet.end();
  await written;
}

function drawLabel(sheet: PDFKit.PDFDocument, { title, tagId, symbol }: Label, { x, y }: Place): void {
  const width = SHEET.width - 2 * EDGE;
  if (symbol.kind === 'bars') {
    drawText(sheet, title, { x: x + EDGE, y: y + EDGE }, { width, lines: 2 });
    const module = Math.min(MAX_MODULE, width / (symbol.columns + 2 * QUIET_MODULES));
    const left = x + (SHEET.width - symbol.columns * module) / 2;
    drawSymbol(sheet, symbol, { x: left, y: y + EDGE + 8 }, { module, height: BAR_HEIGHT });
    drawText(sheet, tagId, { x: x + EDGE, y: y + EDGE + 8 + BAR_HEIGHT + 1 }, { width, lines: 2 });
    return;
  }
  const module = SQUARE_SIDE / symbol.columns;
  const quiet = QUIET_SQUARES * module;
  drawSymbol(sheet, symbol, { x: x + EDGE + quiet, y: y + EDGE + quiet }, { module, height: module });
  const beside = EDGE + SQUARE_SIDE + 2 * quiet;
  const textWidth = SHEET.width - beside - EDGE;
  drawText(sheet, title, { x: x + beside, y: y + EDGE }, { width: textWidth, lines: 5 });
  drawText(sheet, tagId, { x: x + beside, y: y + EDGE + 17 }, { width: textWidth, lines: 3 });
}

type Cell = { readonly module: number; readonly height: number };

function drawSymbol(
  sheet: PDFKit.PDFDocument,
  { darks }: LabelSymbol,
  { x, y }: Place,
  { module, height }: Cell,
): void {
  for (const dark of darks) {
    const [left, top] = [x + dark.x * module, y + dark.y * module];
    sheet.rect(left * MM, top * MM, dark.width * module * MM, height * MM);
  }
  sheet.fill('black');
}

type TextPlace = { readonly width: number; readonly lines: number };

/** Words of either direction are drawn right. In a text that mixes both they stand from left to right. */
function drawText(
  sheet: PDFKit.PDFDocument,
  text: string,
  { x, y }: Place,
  { width, lines }: TextPlace,
): void {
  sheet.fontSize(TEXT_SIZE);
  const isRightToLeft = RIGHT_TO_LEFT.test(text) && !LEFT_TO_RIGHT.test(text);
  sheet.text(text.replaceAll(UNSEEN, ''), x * MM, y * MM, {
    width: width * MM,
    height: lines * sheet.currentLineHeight(true),
    ellipsis: true,
    align: isRightToLeft ? 'right' : 'left',
    // A line with features is laid out whole, and others word by word from left to right.
    ...(isRightToLeft && { features: ['kern'] }),
  });
}
