import { checksumOf } from '../../src/sip2/checksum';
import type { KioskScan } from '../../src/sip2/kiosk-desk';
import { KioskSession, type SessionParts } from '../../src/sip2/kiosk-session';
import { KnownCopies } from '../../src/sip2/known-copies';

export const NOW = new Date(2026, 10, 28, 10, 15, 0).getTime();
/** The same, in SIP2's 18 characters. */
export const NOW_TEXT = '20261128    101500';

/** A gateway in memory, and connections to it. */
export function aGateway(more: Partial<SessionParts> = {}) {
  const kept: Omit<KioskScan, 'request'>[] = [];
  const logged: string[] = [];
  const copies = new KnownCopies();
  const told = new Map<string, string>();
  let refusal: string | undefined;
  const parts: SessionParts = {
    keep: ({ request: _, ...scan }) => {
      if (refusal !== undefined) return { refusal };
      kept.push(scan);
      return { scanId: `kiosk-1-boot-${kept.length}`, atMs: scan.atMs ?? NOW + kept.length };
    },
    copies,
    institution: 'main',
    nowMs: () => NOW,
    told,
    log: (text) => void logged.push(text),
    ...more,
  };
  return {
    kept,
    logged,
    copies,
    connect: () => new KioskSession(parts),
    killed: () => told.clear(),
    breaks: (reason: string | undefined) => {
      refusal = reason;
    },
  };
}

/** With its count and checksum. */
export const summed = (message: string, sequence: number) => {
  const counted = `${message}AY${sequence}AZ`;
  return counted + checksumOf(counted);
};

export const checkout = (item: string, more = '', noBlock = 'N') =>
  `11Y${noBlock}${NOW_TEXT}20261212    235900AOmain|AAcard-1|AB${item}|AC|${more}`;
export const checkin = (item: string, more = '', noBlock = 'N', doneAt = NOW_TEXT) =>
  `09${noBlock}${NOW_TEXT}${doneAt}APdesk-1|AOmain|AB${item}|AC|${more}`;
