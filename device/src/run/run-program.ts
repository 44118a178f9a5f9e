import type { Fault } from '../config/fault';
import type { LinkConfig } from '../config/reader-config';
import { checkOwnCertificate } from '../publish/own-certificate';
import { lookAtPath } from './look-at-path';
import { openScanPath, type PathParts, type ScanPath } from './scan-path';

/** A program that keeps scans, from a chip or from kiosks, and tells of its health. */
export type ReaderProgram = {
  /** Resolves with what keeps it from starting. */
  start(): Promise<Fault | undefined>;
  /** What was kept is durable; the rest is politeness, in less than 5 s. */
  end(): Promise<void>;
  /** Each minute, and with each connection: the broker may have told of the one before that it was lost. */
  tellAnew(): void;
  tellIfChanged(): void;
};

/** `faults`: it did not start. */
export type ProgramEnd = { readonly faults: readonly Fault[] };

export type ProgramParts = PathParts & {
  /** Ends it, within 5 s. */
  readonly stopped: AbortSignal;
};

/** Opens the spool and the way to the broker for `make`, and runs what it makes until it is told to stop. Resolves with
 *  what kept it from starting, or with no faults once it has ended. */
export async function runProgram(
  config: LinkConfig,
  parts: ProgramParts,
  make: (path: ScanPath, certificateEndsAtMs: number | undefined) => ReaderProgram,
): Promise<ProgramEnd> {
  const certificate = checkOwnCertificate(config, config.readerId, Date.now());
  if (certificate.faults.length > 0) return { faults: certificate.faults };
  let program: ReaderProgram | undefined;
  const path = openScanPath(config, {
    ...parts,
    changed: () => program?.tellIfChanged(),
    onUp: () => {
      program?.tellAnew();
      parts.onUp?.();
    },
  });
  if ('faults' in path) return path;
  for (const doubt of certificate.doubts) path.troubles.raise(doubt);
  program = make(path, certificate.endsAtMs);
  const fault = await program.start();
  if (fault === undefined) await lookUntil(parts.stopped, path, program);
  await program.end();
  return { faults: fault === undefined ? [] : [fault] };
}

const HEALTH_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

async function lookUntil(stopped: AbortSignal, path: ScanPath, program: ReaderProgram): Promise<void> {
  const look = () => {
    lookAtPath(path);
    program.tellIfChanged();
  };
  const timers = [setInterval(look, LOOK_EVERY_MS), setInterval(() => program.tellAnew(), HEALTH_EVERY_MS)];
  look();
  if (!stopped.aborted) {
    await new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }));
  }
  for (const timer of timers) clearInterval(timer);
}
