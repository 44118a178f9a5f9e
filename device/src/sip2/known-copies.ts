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

/** Something that was done with a copy. */
export type CopyState = Omit<CopyAction, 'cancels'>;

/** The copies as this program's own kiosks have lent and taken them back. */
export class KnownCopies {
  private readonly states = new Map<string, CopyState>();
  /** By terminal and copy, in the order in which it was told. */
  private readonly lastTold = new Map<string, CopyState>();

  /** What was last done with the copy. */
  get(tagId: string): CopyState | undefined {
    return this.states.get(tagId);
  }

  /** What this terminal told last of the copy, whatever others have done since. */
  lastOf(terminal: string | undefined, tagId: string): CopyState | undefined {
    return this.lastTold.get(keyOf(terminal, tagId));
  }

  /** Facts that come late do not hide what happened since. */
  apply({ cancels, ...action }: CopyAction): void {
    const before = this.states.get(action.tagId);
    const isLate = before !== undefined && action.atMs < before.atMs && cancels !== before.scanId;
    if (!isLate) this.states.set(action.tagId, action);
    this.lastTold.set(keyOf(action.terminal, action.tagId), action);
  }

  /** All that is known; applied in this order it says the same. */
  all(): readonly CopyState[] {
    const latest = [...this.states.values()];
    const isLatest = new Set(latest);
    return [...[...this.lastTold.values()].filter((state) => !isLatest.has(state)), ...latest];
  }
}

const keyOf = (terminal = '', tagId: string) => `${terminal}|${tagId}`;
