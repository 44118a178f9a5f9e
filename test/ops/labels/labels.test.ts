import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelFile } from '../../../ops/labels/label-file';
import { libraryCheckDigit, SYMBOLOGIES, type Symbology } from '../../../ops/labels/symbol';
import { WrongUse } from '../../../ops/lib/failure';

const lacks = (program: string, option: string) => spawnSync(program, [option]).error !== undefined;
const missing = [
  ...(lacks('zbarimg', '--version') ? ['zbarimg (Debian package zbar-tools)'] : []),
  ...(lacks('pdftoppm', '-v') ? ['pdftoppm (poppler-utils)'] : []),
];
const whereTheyAre = missing.length > 0 ? it.skip : it;
const without = missing.length > 0 ? `: skipped, for there is no ${missing.join(' and no ')}` : '';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function written(ids: readonly string[], symbology: Symbology, titles: readonly string[] = ['Title']) {
  const file = join(folder, `${symbology}.pdf`);
  const copies = ids.map((tagId, i) => ({ tagId, title: titles[i % titles.length] ?? '' }));
  return { file, answer: await labelFile(copies, { file, symbology, font: undefined }) };
}

const DOTS_A_MM = 400 / 25.4;
const dots = (mm: number) => Math.round(mm * DOTS_A_MM);

/** What a scanner reads on each label, without the letters that begin and end a Codabar. */
function scanned(file: string, labels: number): string[] {
  const pages = mkdtempSync(join(folder, 'pages-'));
  const drawn = spawnSync('pdftoppm', ['-r', '400', '-gray', file, join(pages, 'page')]);
  expect(drawn.status).toBe(0);
  const sheets = readdirSync(pages)
    .sort()
    .map((name) => readFileSync(join(pages, name)));
  const cut = Array.from({ length: labels }, (_, i) => {
    const name = join(pages, `label-${String(i).padStart(3, '0')}.pgm`);
    writeFileSync(name, labelOn(sheets[Math.floor(i / 24)], i % 24));
    return name;
  });
  const kinds = ['-Sdisable', '-Scode128.enable', '-Scodabar.enable', '-Sqrcode.enable'];
  const { stdout } = spawnSync('zbarimg', ['--nodbus', '--quiet', '--raw', ...kinds, ...cut]);
  const lines = stdout.toString().split('\n').filter(Boolean);
  return lines.map((read) => read.replace(/^[ABCD](\d{14})[ABCD]$/, '$1'));
}

/** One label's part of a page in PGM. */
function labelOn(page: Buffer | undefined, at: number): Buffer {
  const [header, pageWidth] = /^P5\s+(\d+)\s+\d+\s+255\s/.exec(page?.toString('latin1', 0, 40) ?? '') ?? [];
  if (page === undefined || header === undefined) throw new Error('The page is not drawn in PGM.');
  const [left, top] = [dots((at % 3) * 70), dots(0.5 + Math.floor(at / 3) * 37)];
  const [width, height] = [Math.min(dots(70), Number(pageWidth) - left), dots(37) - 1];
  const rows = Array.from({ length: height }, (_, row) => {
    const start = header.length + (top + row) * Number(pageWidth) + left;
    return page.subarray(start, start + width);
  });
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), ...rows]);
}

const withDigit = (thirteen: string) => thirteen + libraryCheckDigit(thirteen);
const LIBRARY_IDS = Array.from({ length: 30 }, (_, i) =>
  withDigit(`3123400${String(12345 + i * 7).padStart(6, '0')}`),
);
const ANY_IDS = [
  '1',
  'a-b-c.d:e',
  '04A2B3C4D5E6F7',
  '04:a2:b3:c4',
  'E28011606000020012345678',
  ...LIBRARY_IDS,
];
const LONG = 'x'.repeat(64);

describe(`labels on sheets${without}`, () => {
  whereTheyAre.each<[Symbology, string[]]>([
    ['code128', ANY_IDS],
    ['codabar', LIBRARY_IDS],
    ['qr', [...ANY_IDS, LONG]],
  ])('in %s read back as the ids', async (symbology, ids) => {
    const { file, answer } = await written(ids, symbology);
    expect(answer.json).toMatchObject({ labels: ids.length, sheets: 2, boxes: [] });
    expect(scanned(file, ids.length)).toEqual(ids);
  });

  whereTheyAre('show titles of any script beside codes that read', async () => {
    const titles = [
      'Les misérables',
      'שָׁלוֹם עולם',
      'الف ليلة وليلة',
      'Война и мир',
      '紅樓夢',
      'a\u202eb\0c\ud800',
      '🐋',
      `${'long '.repeat(200)}`,
      '',
    ];
    const ids = LIBRARY_IDS.slice(0, titles.length);
    for (const symbology of SYMBOLOGIES) {
      const { file, answer } = await written(ids, symbology, titles);
      expect(scanned(file, ids.length)).toEqual(ids);
      expect(answer.json).toMatchObject({
        boxes: [
          { tagId: ids[4], missing: '紅樓夢' },
          { tagId: ids[6], missing: '🐋' },
        ],
      });
    }
  });
});

describe('the last digit of a library barcode', () => {
  it.each([
    ['2123456789012', '4'],
    ['3123400012345', '3'],
    ['3123400012346', '1'],
    ['3123400012347', '9'],
    ['3123400012348', '7'],
    ['2000000000000', '6'],
  ])('of %s is %s', (thirteen, digit) => {
    expect(libraryCheckDigit(thirteen)).toBe(digit);
  });
});

describe('ids that a symbology cannot carry', () => {
  it('are refused all at once, with what carries them, and no file is written', async () => {
    const refused = written(['31234000123453', '31234000123454', 'a-1', LONG], 'codabar');
    await expect(refused).rejects.toThrow(WrongUse);
    const { lines } = (await refused.catch((error: WrongUse) => error)) as WrongUse;
    expect(lines).toEqual([
      '31234000123454 cannot be codabar: its last digit must be 3; --symbology code128 or qr carries it.',
      "a-1 cannot be codabar: a library's Codabar is 14 digits; --symbology code128 or qr carries it.",
      `${LONG} cannot be codabar: a library's Codabar is 14 digits; --symbology qr carries it.`,
    ]);
    await expect(written([LONG], 'code128')).rejects.toThrow(
      'it is too long for bars on a label; --symbology qr carries it.',
    );
  });

  it('leave the file of another time as it was', async () => {
    const { file } = await written(LIBRARY_IDS.slice(0, 1), 'codabar');
    const before = readFileSync(file);
    await expect(written(['a'], 'codabar')).rejects.toThrow(WrongUse);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('labels that cannot be made', () => {
  const copies = [{ tagId: '1', title: 'x' }];
  it.each<[string, Parameters<typeof labelFile>, RegExp]>([
    ['no copies', [[], { file: '/tmp/x.pdf', symbology: 'qr', font: undefined }], /no copies to label/],
    [
      'a font that is not there',
      [copies, { file: '/tmp/x.pdf', symbology: 'qr', font: '/none.ttf' }],
      /font cannot be read.*ENOENT/,
    ],
    [
      'a font that is none',
      [copies, { file: '/tmp/x.pdf', symbology: 'qr', font: __filename }],
      /is no font/,
    ],
    [
      'a folder that is not there',
      [copies, { file: '/none/x.pdf', symbology: 'qr', font: undefined }],
      /could not be written.*ENOENT/,
    ],
  ])('are refused for %s', async (_, given, reason) => {
    await expect(labelFile(...given)).rejects.toThrow(reason);
  });
});
