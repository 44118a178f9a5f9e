import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MarcRead } from '../../../../app/import/marc/marc-record';
import { readMarc } from '../../../../app/import/marc/read-marc';
import { marcBytes } from '../../../../ops/import/marc-bytes';
import { MARC21, UNIMARC_UTF8 } from './vectors';
import { problemsIn } from './write-records';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-marc-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function readFile(content: Buffer): Promise<readonly string[]> {
  const file = join(folder, 'in.mrc');
  writeFileSync(file, content);
  const found: MarcRead[] = [];
  for await (const reads of readMarc(
    marcBytes(file, () => undefined),
    () => true,
  ))
    found.push(...reads);
  return problemsIn(found);
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const XML = Buffer.from('\ufeff \n<record><controlfield tag="001">1</controlfield></record>');
const TWO = Buffer.concat([MARC21, UNIMARC_UTF8]);
/** What gzip cannot make small. */
const MANY = Buffer.concat(Array.from({ length: 5_000 }, () => TWO));

describe('a file of records', () => {
  it('is known by its first bytes, plain or gzipped, in one gzip stream or several', async () => {
    expect(await readFile(TWO)).toEqual(['1', '2']);
    expect(await readFile(XML)).toEqual(['1']);
    expect(await readFile(gzipSync(XML))).toEqual(['1']);
    expect(await readFile(Buffer.concat([gzipSync(MARC21), gzipSync(UNIMARC_UTF8)]))).toEqual(['1', '2']);
  });

  it('is known at chunks of one byte, behind blanks', async () => {
    for (const file of [TWO, XML, Buffer.concat([Buffer.from('\n\n'), TWO])]) {
      const found: MarcRead[] = [];
      for await (const reads of readMarc(inPieces(file, 1), () => true)) found.push(...reads);
      expect(problemsIn(found)).toEqual(file === XML ? ['1'] : ['1', '2']);
    }
  });

  it.each<[string, Buffer, string]>([
    ['is empty', Buffer.alloc(0), '1: the file is empty'],
    ['is blank', Buffer.from('\n \n'), '1: the file is empty'],
    ['is CSV', Buffer.from('book_id,name\n1,x\n'), '1: the file is neither ISO 2709 nor MARCXML'],
    ['is blank for long', Buffer.alloc(5_000, ' '), '1: the file is neither ISO 2709 nor MARCXML'],
    [
      'is a PDF',
      Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(5_000)]),
      '1: the file is neither ISO 2709 nor MARCXML',
    ],
  ])('that %s is refused', async (_, content, problem) => {
    expect(await readFile(content)).toEqual([problem]);
  });

  it('that breaks off in its gzip stream keeps the records before', async () => {
    const packed = gzipSync(MANY);
    const reads = await readFile(packed.subarray(0, packed.length - 20));
    expect(reads.length).toBeGreaterThan(9_000);
    expect(reads.at(-1)).toMatch(/^\d+: the file breaks off: .*unexpected end of file$/);
  });

  it('that is not there is a fault', async () => {
    const reads = readMarc(
      marcBytes(join(folder, 'none'), () => undefined),
      () => true,
    );
    await expect(reads.next()).rejects.toThrow(/ENOENT/);
  });
});
