import type { Line } from './sum-keys';

/** Lines gathered on disk, so that their number is not bounded by memory. */
export type LineSink = {
  /** Adds to what stands under the key. The value is the sink's from then on. */
  add(key: string, value: Record<string, number | string>): void;
  /** To be awaited now and then: writes out what has been gathered once it is much. */
  settle(): Promise<void>;
  /** Everything added is on disk and stays there. */
  close(): Promise<void>;
};

/** Sinks by name, each of which survives the process once it is closed. */
export type LineStore = {
  /** A sink that begins empty, whatever an earlier one of this name has left. */
  open(name: string): Promise<LineSink>;
  isClosed(name: string): Promise<boolean>;
  /** True if a sink of this name was ever opened. */
  isOpened(name: string): Promise<boolean>;
  /** The sink counts as not closed again. */
  invalidate(name: string): Promise<void>;
  /** All lines of these sinks by their keys, those with the same key made one. In groups, for waiting for each
   *  line by itself takes longer than reading it. */
  merged(names: readonly string[]): AsyncIterable<readonly Line[]>;
};
