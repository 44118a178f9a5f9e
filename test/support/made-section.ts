import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(__dirname, '../..');

/** The lines of a document between `<!-- made: name -->` and `<!-- /made -->`, as they stand and as they should:
 *  a test compares both. With WRITE_DOCS=1 in the environment they are written first. */
export function madeSection(file: string, name: string, lines: readonly string[]) {
  const path = join(REPOSITORY, file);
  const begin = `<!-- made: ${name} -->\n\n`;
  const end = '\n\n<!-- /made -->';
  const document = readFileSync(path, 'utf8');
  const start = document.indexOf(begin) + begin.length;
  const stop = document.indexOf(end, start);
  if (start < begin.length || stop < 0) throw new Error(`${file} has no section ${name}.`);
  const wanted = lines.join('\n');
  if (process.env['WRITE_DOCS']) {
    writeFileSync(path, `${document.slice(0, start)}${wanted}${document.slice(stop)}`);
    return { found: wanted, wanted };
  }
  return { found: document.slice(start, stop), wanted };
}
