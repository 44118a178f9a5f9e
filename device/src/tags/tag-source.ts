/** How well a tag was read. `locked`: its memory answers another key, so it has no text. `no-memory`: it has none
 *  that is read here, as a telephone. `unreadable`: its id is sure, its memory did not come whole in three tries.
 *  `half-written`: a write was cut off there. */
export type ReadQuality = 'whole' | 'locked' | 'no-memory' | 'unreadable' | 'half-written';

export type TagRead = {
  /** As the contract has it: SimpleMFRC522's number for four bytes, hexadecimal digits for longer ids. */
  readonly tagId: string;
  /** Trimmed of NULs and blanks; null where the memory could not be read. */
  readonly text: string | null;
  readonly quality: ReadQuality;
  /** When it came, in ms of the monotonic clock that the source was given. */
  readonly atMs: number;
};

/** `chip-silent`: nothing, or nothing sensible, answers on the wire. `source-failed`: what brings the tags ended
 *  with a fault of its own. */
export type TagTroubleCode = 'two-tags' | 'chip-silent' | 'source-failed';

/** What someone at the reader should see. A trouble is told when it begins and once more, with `over`, when it
 *  has ended. */
export type TagTrouble = {
  readonly code: TagTroubleCode;
  readonly message: string;
  readonly over: boolean;
};

export type TagListener = {
  /** Once for each presence, however long the tag lies there. */
  arrived(read: TagRead): void;
  left(tagId: string): void;
  trouble(trouble: TagTrouble): void;
};

/** By kind, since start: `collision` two tags at once, `garbled` a frame that failed its check, `locked` a memory
 *  under another key, `unreadable` one that did not come whole, `chip` an answer that cannot be the chip's. */
export type ReadErrors = Readonly<Record<'collision' | 'garbled' | 'locked' | 'unreadable' | 'chip', number>>;

export type ChipHealth = {
  /** `mfrc522`, the name of a clone, `unknown`, `none`, or `simulated`. */
  readonly kind: string;
  /** VersionReg in two hexadecimal digits, where a chip answers. */
  readonly version: string | null;
  /** Whether the last poll was answered as a chip answers. */
  readonly ok: boolean;
  /** How often the chip was found silent or without its settings since start. */
  readonly faults: number;
  /** Presences told to the listener since start. */
  readonly reads: number;
  readonly readErrors: ReadErrors;
  /** When the last poll ended, in ms of the monotonic clock: a watchdog's proof of life. */
  readonly lastPollAtMs: number | null;
  readonly lastReadAtMs: number | null;
};

/** What became of writing a tag. `refused`: nothing was written, and will not be. `failed`: `tag` says what the
 *  tag holds now; a tag that is half written or unknown must be written again before it is used. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly tagId: string; readonly text: string }
  | { readonly kind: 'refused'; readonly code: WriteRefusal; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly code: WriteFailure;
      readonly message: string;
      readonly tagId: string | null;
      readonly tag: 'unchanged' | 'half-written' | 'unknown';
    };

export type WriteRefusal = 'text-empty' | 'text-too-long' | 'text-not-writable' | 'no-memory' | 'read-only';
export type WriteFailure =
  | 'no-tag'
  | 'two-tags'
  | 'locked'
  | 'tag-gone'
  | 'not-as-written'
  | 'chip'
  | 'aborted';

/** Where tags come from: one antenna, one of many tags at once, or a script. */
export type TagSource = {
  /** Resolves once the first poll can be made. Errors: rejects with a sentence that names the file or wire to look at. */
  start(listener: TagListener): Promise<void>;
  health(): ChipHealth;
  /** Waits for a tag until `signal` aborts, writes `text`, reads it back and compares. The tag that is written
   *  does not arrive. Never rejects for what a tag or a wire does. */
  write(text: string, signal: AbortSignal): Promise<WriteOutcome>;
  /** No call of the listener comes after it. */
  stop(): Promise<void>;
};
