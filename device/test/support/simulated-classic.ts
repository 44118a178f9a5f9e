import { type Answer, ack, nak, SimulatedTag, whole, withCrc } from './simulated-tag';

const FACTORY_KEY = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

export type Torn = { readonly write: number; readonly bytes: number };
type ClassicOptions = {
  readonly key?: readonly number[];
  readonly sak?: number;
  readonly readOnly?: boolean;
};

/** A MIFARE Classic 1K: 64 blocks of 16 bytes, each sector opened by its key. */
export class SimulatedClassic extends SimulatedTag {
  readonly memory: number[][];
  /** The power goes in the write with this number, counted from 0, after so many of its bytes. */
  torn: Torn | null = null;
  writes = 0;
  private sector: number | null = null;
  private writing: number | null = null;
  private readonly key: readonly number[];
  private readonly readOnly: boolean;

  constructor(uid: readonly number[], text: readonly number[] = [], options: ClassicOptions = {}) {
    super(uid, options.sak ?? 0x08, uid.length === 4 ? [0x04, 0x00] : [0x44, 0x00]);
    this.key = options.key ?? FACTORY_KEY;
    this.readOnly = options.readOnly ?? false;
    this.memory = Array.from({ length: 64 }, () => new Array<number>(16).fill(0));
    [8, 9, 10].forEach((block, at) => {
      const part = text.slice(at * 16, at * 16 + 16);
      this.memory[block] = [...part, ...new Array<number>(16 - part.length).fill(0)];
    });
  }

  get text(): number[] {
    return [8, 9, 10].flatMap((block) => this.memory[block] ?? []);
  }

  protected opens(block: number, keyType: number, key: readonly number[]): boolean {
    if (keyType !== 0x60 || key.some((byte, at) => byte !== this.key[at])) return false;
    this.sector = block >> 2;
    return true;
  }

  protected override forget(): void {
    this.sector = null;
    this.writing = null;
  }

  protected command(bytes: readonly number[]): Answer {
    if (this.writing !== null) return this.write(this.writing, bytes);
    const [command, block = 0] = bytes;
    if (!this.crypto || this.sector !== block >> 2) return this.refuse();
    if (command === 0x30) return whole(withCrc(this.readable(block)));
    if (command !== 0xa0 || block === 0 || this.readOnly) return this.refuse();
    this.writing = block;
    return ack;
  }

  private refuse(): Answer {
    this.drop();
    return nak(4);
  }

  private readable(block: number): readonly number[] {
    if (block % 4 === 3) return [0, 0, 0, 0, 0, 0, 0xff, 0x07, 0x80, 0x69, ...FACTORY_KEY];
    return this.memory[block] ?? [];
  }

  private write(block: number, bytes: readonly number[]): Answer {
    this.writing = null;
    if (bytes.length !== 16) return this.refuse();
    const isTorn = this.torn?.write === this.writes;
    const kept = isTorn ? (this.torn?.bytes ?? 0) : 16;
    this.writes += 1;
    this.memory[block] = [...bytes.slice(0, kept), ...(this.memory[block] ?? []).slice(kept)];
    if (!isTorn) return ack;
    this.powerOff();
    return null;
  }
}
