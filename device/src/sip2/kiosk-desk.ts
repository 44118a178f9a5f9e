import type { CopyAction, CopyState } from './known-copies';
import { parseSip2Time } from './sip2-time';

/** What is asked of a kiosk's scan: done now, or at a time of its own where it was done while nobody listened. */
export type KioskScan = {
  readonly tagId: string;
  readonly mode: 'checkout' | 'return';
  readonly atMs?: number;
  readonly terminal?: string;
  readonly cancels?: string;
};

export type DeskPorts = {
  /** Keeps the scan durably before it answers, or says why it could not. */
  readonly keep: (
    scan: KioskScan,
  ) => { readonly scanId: string; readonly atMs: number } | { readonly refusal: string };
  readonly copies: { get(tagId: string): CopyState | undefined; apply(action: CopyAction): void };
};

/** What a kiosk says of a copy. */
export type Handling = {
  readonly item: string;
  readonly terminal?: string;
  readonly isCancel: boolean;
  /** Of something done while nobody listened: when, in SIP2's 18 characters, the likeliest first. */
  readonly doneAt?: readonly string[];
};

export type Handled =
  | { readonly kind: 'lent' | 'lent-already' | 'returned' | 'returned-already' | 'cancelled' }
  | { readonly kind: 'no-tag' }
  | { readonly kind: 'not-kept'; readonly reason: string };

const TAG_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** Lends a copy: a scan in mode checkout, whoever has the copy by what is known here. */
export function checkOut(ports: DeskPorts, handling: Handling): Handled {
  const before = ports.copies.get(handling.item);
  const kept = keepScan(ports, handling, 'checkout');
  return kept ?? { kind: before?.mode === 'checkout' ? 'lent-already' : 'lent' };
}

/** Takes a copy back. A checkout of the same terminal that is cancelled, for its tag could not be written, is void:
 *  there was no loan, so there is no return either. */
export function checkIn(ports: DeskPorts, handling: Handling): Handled {
  const before = ports.copies.get(handling.item);
  const isOwn = before?.mode === 'checkout' && before.terminal === handling.terminal;
  const cancels = handling.isCancel && isOwn ? before.scanId : undefined;
  const kept = keepScan(ports, handling, 'return', cancels);
  if (kept) return kept;
  if (cancels !== undefined) return { kind: 'cancelled' };
  return { kind: before?.mode === 'return' ? 'returned-already' : 'returned' };
}

/** Undefined once it is kept. */
function keepScan(
  { keep, copies }: DeskPorts,
  { item, terminal, doneAt = [] }: Handling,
  mode: KioskScan['mode'],
  cancels?: string,
): Handled | undefined {
  if (!TAG_ID.test(item)) return { kind: 'no-tag' };
  const atMs = doneAt.map(parseSip2Time).find((time) => time !== undefined);
  const scan: KioskScan = {
    tagId: item,
    mode,
    ...(atMs !== undefined && { atMs }),
    ...(terminal !== undefined && { terminal }),
    ...(cancels !== undefined && { cancels }),
  };
  const kept = keep(scan);
  if ('refusal' in kept) return { kind: 'not-kept', reason: kept.refusal };
  copies.apply({ ...scan, ...kept });
  return undefined;
}
