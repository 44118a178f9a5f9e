/** What a kiosk did with a copy. `scanId` is the scan that was kept of it. */
export type CopyAction = {
  readonly tagId: string;
  readonly mode: 'checkout' | 'return';
  readonly atMs: number;
  readonly scanId: string;
  readonly terminal?: string;
  /** Which message it was, of this terminal about this copy. */
  readonly request?: string;
  /** The scan that it takes back. */
  readonly cancels?: string;
};

/** The copies as this program's own kiosks have lent and taken them back. */
export class KnownCopies {
  private readonly latest = new Map<string, CopyAction>();
  /** By terminal and copy, in the order in which it was told. */
  private readonly lastTold = new Map<string, CopyAction>();

  /** What was last done with the copy. */
  get(tagId: string): CopyAction | undefined {
    return this.latest.get(tagId);
  }

  /** What this terminal told last of the copy, whatever others have done since. */
  lastOf(terminal: string | undefined, tagId: string): CopyAction | undefined {
    return this.lastTold.get(keyOf(terminal, tagId));
  }

  /** Facts that come late do not hide what happened since. */
  apply(action: CopyAction): void {
    const before = this.latest.get(action.tagId);
    const isLate = before !== undefined && action.atMs < before.atMs && action.cancels !== before.scanId;
    if (!isLate) this.latest.set(action.tagId, action);
    this.lastTold.set(keyOf(action.terminal, action.tagId), action);
  }

  /** All that is known; applied in this order it says the same. */
  all(): readonly CopyAction[] {
    return [...new Set([...this.latest.values(), ...this.lastTold.values()])];
  }
}

const keyOf = (terminal = '', tagId: string) => `${terminal}|${tagId}`;
