import { crcA } from '../../src/chip/crc-a';

/** What is sent to a tag, or by it: `bits` may end within a byte; `encrypted` is what the chip's cipher makes. */
export type Frame = { readonly bytes: readonly number[]; readonly bits: number; readonly encrypted: boolean };
export type Answer = { readonly bytes: readonly number[]; readonly bits: number } | null;

export const whole = (bytes: readonly number[]): Answer => ({ bytes, bits: bytes.length * 8 });
export const withCrc = (bytes: readonly number[]): number[] => [...bytes, ...crcA(bytes)];
export const ack: Answer = { bytes: [0x0a], bits: 4 };
export const nak = (code: number): Answer => ({ bytes: [code], bits: 4 });

const CASCADE = [0x93, 0x95, 0x97];

/** A tag of ISO 14443 A up to the point where its kind begins: waking, its levels of UID, halting. */
export abstract class SimulatedTag {
  private state: 'idle' | 'ready' | 'active' = 'idle';
  private halted = false;
  private level = 0;
  protected crypto = false;

  protected constructor(
    readonly uid: readonly number[],
    private readonly sak: number,
    private readonly atqa: readonly number[],
  ) {}

  /** The field went off, or the tag was taken away. */
  powerOff(): void {
    this.state = 'idle';
    this.halted = false;
    this.crypto = false;
    this.level = 0;
    this.forget();
  }

  receive(frame: Frame): Answer {
    if (frame.encrypted !== this.crypto) return this.drop();
    if (frame.bits === 7) return this.wake(frame.bytes[0]);
    if (this.state === 'ready') return this.ready(frame.bytes);
    if (this.state === 'active') return this.active(frame.bytes);
    return null;
  }

  /** The chip's authentication command, as far as the tag takes part in it. */
  authenticate(block: number, keyType: number, key: readonly number[], uid: readonly number[]): boolean {
    const sameUid = uid.every((byte, at) => byte === this.uid.slice(-4)[at]);
    if (this.state !== 'active' || !sameUid || !this.opens(block, keyType, key)) {
      this.drop();
      return false;
    }
    this.crypto = true;
    return true;
  }

  /** What this kind of tag answers to a command with a right check; null is silence, and ends the session. */
  protected abstract command(bytes: readonly number[]): Answer;
  protected abstract opens(block: number, keyType: number, key: readonly number[]): boolean;
  /** What the tag held in its working memory. */
  protected forget(): void {}

  protected drop(): null {
    this.state = 'idle';
    this.crypto = false;
    this.level = 0;
    this.forget();
    return null;
  }

  private wake(command: number | undefined): Answer {
    if (this.state !== 'idle') return this.drop();
    if (command !== 0x52 && (command !== 0x26 || this.halted)) return null;
    this.state = 'ready';
    return whole(this.atqa);
  }

  private ready(bytes: readonly number[]): Answer {
    const part = this.levelBytes();
    if (bytes[0] !== CASCADE[this.level]) return this.drop();
    if (bytes.length === 2 && bytes[1] === 0x20) return whole(part);
    const expected = withCrc([CASCADE[this.level] ?? 0, 0x70, ...part]);
    if (bytes.length !== expected.length || bytes.some((byte, at) => byte !== expected[at]))
      return this.drop();
    if (this.level < (this.uid.length - 4) / 3) {
      this.level += 1;
      return whole(withCrc([0x04]));
    }
    this.state = 'active';
    return whole(withCrc([this.sak]));
  }

  private levelBytes(): number[] {
    const isLast = this.level === (this.uid.length - 4) / 3;
    const at = this.level * 3;
    const four = isLast ? this.uid.slice(at, at + 4) : [0x88, ...this.uid.slice(at, at + 3)];
    return [...four, four.reduce((sum, byte) => sum ^ byte, 0)];
  }

  private active(bytes: readonly number[]): Answer {
    const body = bytes.slice(0, -2);
    const checked = withCrc(body).every((byte, at) => byte === bytes[at]) && bytes.length > 2;
    if (!checked) {
      this.drop();
      return nak(5);
    }
    if (body[0] === 0x50) {
      this.drop();
      this.halted = true;
      return null;
    }
    return this.command(body);
  }
}
