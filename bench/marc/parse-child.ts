import { createReadStream } from 'node:fs';
import { USUAL_COPIES } from '../../app/import/marc/copy-place';
import { bookOf, neededFields } from '../../app/import/marc/marc-book';
import { readMarc } from '../../app/import/marc/read-marc';

/** Reads the file of its argument to books and copies as an import does, and prints how many there were. */
async function main(file: string): Promise<void> {
  const needed = neededFields(USUAL_COPIES);
  const counts = { records: 0, copies: 0, isbns: 0, problems: 0 };
  const bytes = createReadStream(file, { highWaterMark: 1024 * 1024 });
  for await (const reads of readMarc(bytes, (tag) => needed.has(tag))) {
    for (const read of reads) {
      counts.records += 1;
      const book = 'record' in read ? bookOf(read.record, USUAL_COPIES) : undefined;
      if (book === undefined || 'noBook' in book) counts.problems += 1;
      else {
        counts.copies += book.copies.length;
        counts.isbns += book.isbn === '' ? 0 : 1;
      }
    }
  }
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ ...counts, peakMb })}\n`);
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
