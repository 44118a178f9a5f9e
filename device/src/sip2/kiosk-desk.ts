import type { CopyAction, KnownCopies } from './known-copies';
import { parseSip2Time } from './sip2-time';

/** What is asked of a kiosk's scan: done now, or at a time of its own where it was done while nobody listened. */
export type KioskScan = {
  readonly tagId: string;
  readonly mode: 'checkout' | 'return';
  readonly atMs?: number;
  readonly terminal?: string;
  readonly cancels?: string;
  readonly request: string;
};

export type DeskPorts = {
  /** Keeps the scan durably before it answers, or says why it could not. */
  readonly keep: (
    scan: KioskScan,
  ) => { readonly scanId: string; readonly atMs: number } | { readonly refusal: string };
  readonly copies: Pick<KnownCopies, 'get' | 'lastOf' | 'apply'>;
};

/** What a kiosk says of a copy. */
export type Handling = {
  readonly item: string;
  readonly terminal?: string;
  readonly isCancel: boolean;
  /** What tells the message from another about this copy; the same when it is sent again. */
  readonly request: string;
  /** Of something done while nobody listened: when, in SIP2's 18 characters, the likeliest first. */
  readonly doneAt?: readonly string[];
};

export type Handled =
  | { readonly kind: 'lent' | 'lent-already' | 'returned' | 'returned-already' | 'cancelled' }
  | { readonly kind: 'no-tag' }
  | { readonly kind: 'not-kept'; readonly reason: string };

const DONE = { checkout: 'lent', return: 'returned' } as const;
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
  const own = ports.copies.lastOf(handling.terminal, handling.item);
  const cancels = handling.isCancel && own?.mode === 'checkout' ? own.scanId : undefined;
  const kept = keepScan(ports, handling, 'return', cancels);
  if (kept) return kept;
  if (cancels !== undefined) return { kind: 'cancelled' };
  return { kind: before?.mode === 'return' ? 'returned-already' : 'returned' };
}

/** Undefined once it is kept. What is sent again, for its answer was lost, is kept once. */
function keepScan(
  { keep, copies }: DeskPorts,
  { item, terminal, request, doneAt = [] }: Handling,
  mode: KioskScan['mode'],
  cancels?: string,
): Handled | undefined {
  if (!TAG_ID.test(item)) return { kind: 'no-tag' };
  const own = copies.lastOf(terminal, item);
  if (own?.request === request) return { kind: own.cancels === undefined ? DONE[mode] : 'cancelled' };
  const atMs = behind(
    copies.get(item),
    doneAt.map(parseSip2Time).find((time) => time !== undefined),
  );
  const scan: KioskScan = {
    tagId: item,
    mode,
    request,
    ...(atMs !== undefined && { atMs }),
    ...(terminal !== undefined && { terminal }),
    ...(cancels !== undefined && { cancels }),
  };
  const kept = keep(scan);
  if ('refusal' in kept) return { kind: 'not-kept', reason: kept.refusal };
  copies.apply({ ...scan, ...kept });
  return undefined;
}

/** SIP2 tells seconds: what a kiosk did next with a copy within the same one stands behind what it did before. */
function behind(before: CopyAction | undefined, atMs: number | undefined): number | undefined {
  if (before === undefined || atMs === undefined || before.atMs < atMs) return atMs;
  return Math.floor(before.atMs / 1_000) === Math.floor(atMs / 1_000) ? before.atMs + 1 : atMs;
}
