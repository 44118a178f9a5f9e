import { posix } from 'node:path';
import type { Disk } from '../../src/update/disk';

/** The power is gone: nothing after this reaches the disk. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

type Inode = { bytes: Buffer; onDisk: Buffer };
type Entry = { readonly inode: Inode } | { readonly target: string } | { readonly folder: true };
type Change = { readonly path: string; readonly entry: Entry | undefined };

/** A disk in memory that keeps, when the power is cut, what was flushed and some of the later changes: of each
 *  folder any first part of them, in order, as a journal does, and of each file any first part of its bytes. */
export class PowerCutDisk implements Disk {
  private entries = new Map<string, Entry>();
  private durable = new Map<string, Entry>();
  private pending: Change[] = [];
  /** Changes made so far. */
  steps = 0;
  /** The power goes before this step. */
  cutAt = Number.POSITIVE_INFINITY;
  free = 1e12;

  /** Whether the power is gone: a program that catches the error is none the less dead. */
  get isCut(): boolean {
    return this.steps >= this.cutAt;
  }

  read(path: string): Buffer | undefined {
    const entry = this.entries.get(path);
    return entry && 'inode' in entry ? Buffer.from(entry.inode.bytes) : undefined;
  }
  target(path: string): string | undefined {
    const entry = this.entries.get(path);
    return entry && 'target' in entry ? entry.target : undefined;
  }
  append(path: string, bytes: Uint8Array): void {
    this.step();
    const there = this.entries.get(path);
    const inode =
      there && 'inode' in there ? there.inode : { bytes: Buffer.alloc(0), onDisk: Buffer.alloc(0) };
    if (!there) this.change(path, { inode });
    if (bytes.length > this.free) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    this.free -= bytes.length;
    inode.bytes = Buffer.concat([inode.bytes, bytes]);
  }
  sync(path: string): void {
    this.step();
    const entry = this.entries.get(path);
    if (!entry || !('inode' in entry)) throw new Error(`${path} is not there to be flushed`);
    entry.inode.onDisk = Buffer.from(entry.inode.bytes);
  }
  rename(from: string, to: string): void {
    this.step();
    const entry = this.entries.get(from);
    if (!entry) throw new Error(`${from} is not there to be renamed`);
    this.change(to, entry);
    this.change(from, undefined);
  }
  link(target: string, path: string): void {
    this.step();
    if (this.entries.has(path)) throw new Error(`${path} is there already`);
    this.change(path, { target });
  }
  remove(path: string): void {
    this.step();
    if (this.entries.has(path)) this.change(path, undefined);
  }
  makeFolder(path: string): void {
    this.step();
    if (!this.entries.has(path)) this.change(path, { folder: true });
  }
  syncFolder(path: string): void {
    this.step();
    const mine = (change: Change) => posix.dirname(change.path) === path;
    for (const change of this.pending.filter(mine)) applyTo(this.durable, change);
    this.pending = this.pending.filter((change) => !mine(change));
  }
  freeBytes(): number {
    return this.free;
  }

  paths(): string[] {
    return [...this.entries.keys()].sort();
  }

  /** What is there when the power is back. `random` answers numbers from 0 up to but not 1. */
  restart(random: () => number): void {
    this.cutAt = Number.POSITIVE_INFINITY;
    const folders = new Map<string, Change[]>();
    for (const change of this.pending) {
      const folder = posix.dirname(change.path);
      folders.set(folder, [...(folders.get(folder) ?? []), change]);
    }
    for (const changes of folders.values()) {
      const kept = Math.floor(random() * (changes.length + 1));
      for (const change of changes.slice(0, kept)) applyTo(this.durable, change);
    }
    for (const entry of this.durable.values()) {
      if (!('inode' in entry)) continue;
      const { bytes, onDisk } = entry.inode;
      const kept = onDisk.length + Math.floor(random() * (bytes.length - onDisk.length + 1));
      entry.inode.bytes = Buffer.from(bytes.subarray(0, kept));
      entry.inode.onDisk = entry.inode.bytes;
    }
    this.entries = new Map(this.durable);
    this.pending = [];
  }

  private step(): void {
    this.steps += 1;
    if (this.isCut) throw new PowerCut('the power is gone');
  }
  private change(path: string, entry: Entry | undefined): void {
    const change = { path, entry };
    applyTo(this.entries, change);
    this.pending.push(change);
  }
}

function applyTo(entries: Map<string, Entry>, { path, entry }: Change): void {
  if (entry) entries.set(path, entry);
  else entries.delete(path);
}
