/** What a kiosk did with a copy. `scanId` is the scan that was kept of it. */
export type CopyAction = {
  readonly tagId: string;
  readonly mode: 'checkout' | 'return';
  readonly atMs: number;
  readonly scanId: string;
  readonly terminal?: string;
  /** The scan that it takes back. */
  readonly cancels?: string;
};

/** Of a copy, the last that was done with it. */
export type CopyState = Omit<CopyAction, 'cancels'>;

/** The copies as this program's own kiosks have lent and taken them back. */
export class KnownCopies {
  private readonly states = new Map<string, CopyState>();

  get(tagId: string): CopyState | undefined {
    return this.states.get(tagId);
  }

  /** Facts that come late do not hide what happened since. */
  apply({ cancels, ...action }: CopyAction): void {
    const before = this.states.get(action.tagId);
    const isLate = before !== undefined && action.atMs < before.atMs && cancels !== before.scanId;
    if (!isLate) this.states.set(action.tagId, action);
  }

  all(): readonly CopyState[] {
    return [...this.states.values()];
  }
}
