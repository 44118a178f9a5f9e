import type { SpoolFile, SpoolFiles } from '../../src/spool/spool-files';
import type { Random } from './random';

/** Thrown by the operation at which the power fails; nothing runs after it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

const SECTOR = 512;

/** `durable` is what the disk is sure to hold, `content` what a running program sees. */
type Inode = { durable: Buffer; content: Buffer };

/** One folder on a disk with a write cache. At a power cut there remains what was synced, and of all that came
 *  later any subset: of a file's 512-byte sectors, of its length, and of the names made, moved and removed. */
export class PowerCutFiles implements SpoolFiles {
  private durableNames = new Map<string, Inode>();
  private names = new Map<string, Inode>();
  private untilCut = Number.POSITIVE_INFINITY;
  private locked = false;
  private boot = 0;
  /** Since the start, for choosing where to cut. */
  operations = 0;
  /** Makes calls of this kind throw, as the system would. */
  failing:
    | { readonly call: 'append' | 'sync' | 'open' | 'rename' | 'remove'; readonly code: string }
    | undefined;

  /** The power fails at the n-th operation from now. */
  cutAfter(operations: number): void {
    this.untilCut = operations;
  }

  hasPower(): boolean {
    return this.untilCut > 0;
  }

  /** Ends a program that has caught the cut and would go on. */
  rethrowCut(): void {
    if (this.untilCut <= 0) throw new PowerCut('no power');
  }

  /** What the next boot finds. Files that the dead program holds open do nothing more. */
  restart(random: Random): void {
    this.boot += 1;
    this.untilCut = Number.POSITIVE_INFINITY;
    this.locked = false;
    const names = new Map<string, Inode>();
    for (const name of new Set([...this.durableNames.keys(), ...this.names.keys()])) {
      const inode = (random.chance(0.5) ? this.durableNames : this.names).get(name);
      if (inode !== undefined) names.set(name, inode);
    }
    for (const inode of new Set(names.values())) {
      inode.content = survivor(inode, random);
      inode.durable = Buffer.from(inode.content);
    }
    this.names = names;
    this.durableNames = new Map(names);
  }

  /** As after a kill: what was written is there. */
  kill(): void {
    this.boot += 1;
    this.untilCut = Number.POSITIVE_INFINITY;
    this.locked = false;
  }

  contentOf(path: string): Buffer | undefined {
    return this.names.get(path)?.content;
  }

  put(path: string, content: Buffer): void {
    this.names.set(path, { durable: Buffer.from(content), content: Buffer.from(content) });
    this.durableNames = new Map(this.names);
  }

  paths(): string[] {
    return [...this.names.keys()];
  }

  makeFolder(): void {
    this.step();
  }

  list(folder: string): readonly string[] {
    return this.paths()
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
  }

  sizeOf(path: string): number | undefined {
    return this.names.get(path)?.content.length;
  }

  read(path: string, offset: number, length: number): Buffer {
    const inode = this.names.get(path);
    if (inode === undefined) throw systemError('ENOENT');
    return Buffer.from(inode.content.subarray(offset, offset + length));
  }

  open(path: string, at: 'new' | 'empty' | 'end'): SpoolFile {
    this.step('open');
    const there = this.names.get(path);
    if (at === 'new' && there !== undefined) throw systemError('EEXIST');
    const inode = there ?? { durable: Buffer.alloc(0), content: Buffer.alloc(0) };
    if (at === 'empty') inode.content = Buffer.alloc(0);
    this.names.set(path, inode);
    const { boot } = this;
    const step = (call?: 'append' | 'sync') => {
      if (boot !== this.boot) throw new PowerCut('a file of the boot before');
      this.step(call);
    };
    return {
      append: (bytes) => {
        // The cut may come in the middle of a write.
        inode.content = Buffer.concat([inode.content, bytes]);
        step('append');
      },
      sync: () => {
        step('sync');
        inode.durable = Buffer.from(inode.content);
      },
      truncate: (length) => {
        step();
        inode.content = inode.content.subarray(0, length);
      },
      isInPlace: () => this.names.get(path) === inode,
      close: () => undefined,
    };
  }

  rename(from: string, to: string): void {
    this.step('rename');
    const inode = this.names.get(from);
    if (inode === undefined) throw systemError('ENOENT');
    this.names.delete(from);
    this.names.set(to, inode);
  }

  remove(path: string): void {
    this.step('remove');
    if (!this.names.delete(path)) throw systemError('ENOENT');
  }

  syncFolder(folder: string): void {
    this.step();
    for (const path of new Set([...this.durableNames.keys(), ...this.names.keys()])) {
      if (!path.startsWith(`${folder}/`)) continue;
      const inode = this.names.get(path);
      if (inode === undefined) this.durableNames.delete(path);
      else this.durableNames.set(path, inode);
    }
  }

  lock() {
    this.step();
    if (this.locked) return undefined;
    this.locked = true;
    const { boot } = this;
    return {
      release: () => {
        if (boot === this.boot) this.locked = false;
      },
    };
  }

  private step(call?: 'append' | 'sync' | 'open' | 'rename' | 'remove'): void {
    if (this.untilCut <= 0) throw new PowerCut('no power');
    this.operations += 1;
    this.untilCut -= 1;
    if (this.untilCut <= 0) throw new PowerCut('no power');
    if (call !== undefined && this.failing?.call === call) throw systemError(this.failing.code);
  }
}

function survivor({ durable, content }: Inode, random: Random): Buffer {
  const shorter = Math.min(durable.length, content.length);
  const length = shorter + random.below(Math.abs(durable.length - content.length) + 1);
  const bytes = Buffer.alloc(length);
  for (let from = 0; from < length; from += SECTOR) {
    const source = random.chance(0.5) ? durable : content;
    source.subarray(from, Math.min(from + SECTOR, length)).copy(bytes, from);
  }
  return bytes;
}

const systemError = (code: string) => Object.assign(new Error(`${code}: no such luck`), { code });
