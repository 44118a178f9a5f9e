import { DELIMITER, MAX_RECORD, type MarcField, type MarcRecord } from './marc-record';

/** MARCXML, and MarcXchange (ISO 25577), which UNIMARC comes in too; some systems name none. */
const NAMESPACES = new Set([
  'http://www.loc.gov/MARC21/slim',
  'info:lc/xmlns/marcxchange-v1',
  'info:lc/xmlns/marcxchange-v2',
  '',
]);
/** Deeper than any envelope around records. */
const MAX_DEPTH = 64;
/** What an element takes besides its text. */
const ELEMENT = 64;

/** Makes records of the elements of MARCXML. Errors: throws where one is too long, or too deep. */
export class MarcXmlRecords {
  readonly #isWanted: (tag: string) => boolean;
  readonly #onRecord: (record: MarcRecord) => void;
  #depth = 0;
  #silence = 0;
  #size = 0;
  #leader: string | undefined;
  #fields: MarcField[] = [];
  /** The open field's tag, and its text so far. */
  #tag = '';
  #field: string | undefined;
  /** Gathered where an element's text is a value. */
  #text: string | undefined;

  constructor(isWanted: (tag: string) => boolean, onRecord: (record: MarcRecord) => void) {
    this.#isWanted = isWanted;
    this.#onRecord = onRecord;
  }

  /** So many characters came: without an element among them, the parser holds them all. */
  waited(characters: number): void {
    this.#silence += characters;
    if (this.#silence > MAX_RECORD) throw tooLong();
  }

  heard(): void {
    this.#silence = 0;
  }

  open(uri: string, local: string, attribute: (name: string) => string): void {
    this.#grow(ELEMENT);
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new Error(`its elements lie deeper than ${MAX_DEPTH}`);
    if (!NAMESPACES.has(uri)) return;
    if (local === 'record') {
      this.#leader = '';
      this.#fields = [];
      this.#size = 0;
    } else if (this.#leader === undefined) return;
    else if (local === 'leader') this.#text = '';
    else if (local === 'controlfield' || local === 'datafield') {
      this.#tag = attribute('tag');
      const indicators = (attribute('ind1') || ' ') + (attribute('ind2') || ' ');
      this.#field = local === 'datafield' ? indicators : '';
      this.#text = local === 'controlfield' ? '' : undefined;
    } else if (local === 'subfield') {
      const [code = ' '] = attribute('code');
      this.#text = DELIMITER + code;
    }
  }

  text(text: string): void {
    this.#grow(text.length);
    if (this.#text !== undefined) this.#text += text;
  }

  close(uri: string, local: string): void {
    this.heard();
    this.#depth -= 1;
    if (!NAMESPACES.has(uri) || this.#leader === undefined) return;
    const text = this.#text ?? '';
    if (local === 'leader') this.#leader = text;
    else if (this.#field !== undefined && local !== 'datafield') this.#field += text;
    if (local === 'controlfield' || local === 'datafield') this.#closeField();
    else if (local === 'record') {
      this.#onRecord({ leader: this.#leader, fields: this.#fields });
      this.#leader = undefined;
    }
    this.#text = undefined;
  }

  #closeField(): void {
    if (this.#field !== undefined && this.#isWanted(this.#tag))
      this.#fields.push({ tag: this.#tag, text: this.#field });
    this.#field = undefined;
  }

  #grow(size: number): void {
    this.heard();
    this.#size = this.#leader === undefined ? 0 : this.#size + size;
    if (this.#size > MAX_RECORD) throw tooLong();
  }
}

const tooLong = () => new Error(`a record, or a part of it, is longer than ${MAX_RECORD / 2 ** 20} MB`);
