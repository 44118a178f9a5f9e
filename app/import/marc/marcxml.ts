import { SaxesParser } from 'saxes';
import type { MarcRead, MarcReader } from './marc-record';
import { MarcXmlRecords } from './marcxml-records';
import { xmlText } from './xml-text';

/** The parser holds what it has not told yet: it is given little at a time. */
const PIECE = 16 * 1024;

/** Reads the records of MARCXML by namespace, in any envelope and with any prefix. XML that is broken, has a
 *  DOCTYPE or holds something too long cannot be read on: what is wrong is the last record's problem. */
export function marcXmlReader(isWanted: (tag: string) => boolean): MarcReader {
  const found: MarcRead[] = [];
  let number = 0;
  let isOver = false;
  const records = new MarcXmlRecords(isWanted, (record) => found.push({ number: ++number, record }));
  const parser = quietParser(records);
  const text = xmlText();
  const write = (characters: string) => {
    for (let at = 0; at < characters.length; at += PIECE) {
      const piece = characters.slice(at, at + PIECE);
      parser.write(piece);
      records.waited(piece.length);
    }
  };
  const feed = (work: () => void): readonly MarcRead[] => {
    if (isOver) return [];
    try {
      work();
    } catch (error) {
      isOver = true;
      const reason = error instanceof Error ? error.message : String(error);
      found.push({ number: ++number, problem: `the XML cannot be read on: ${reason}` });
    }
    return found.splice(0);
  };
  return {
    push: (bytes) => feed(() => write(text.decode(bytes))),
    end: () =>
      feed(() => {
        write(text.end());
        parser.close();
        if (number === 0) throw new Error('it holds no record of MARCXML');
      }),
  };
}

function quietParser(records: MarcXmlRecords): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  // Entities can only be declared there; records have none.
  parser.on('doctype', () => {
    throw new Error(`it has a DOCTYPE; export it without, or leave out what begins with <!DOCTYPE`);
  });
  parser.on('opentag', ({ uri, local, attributes }) =>
    records.open(uri, local, (name) => attributes[name]?.value ?? ''),
  );
  parser.on('text', (text) => records.text(text));
  parser.on('cdata', (text) => records.text(text));
  parser.on('closetag', ({ uri, local }) => records.close(uri, local));
  parser.on('comment', () => records.heard());
  parser.on('processinginstruction', () => records.heard());
  return parser;
}
