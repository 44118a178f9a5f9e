import type { OpenChip } from '../chip/mfrc522-source';
import { checkFiles } from '../config/check-files';
import type { Fault } from '../config/fault';
import type { ReaderConfig } from '../config/reader-config';
import { checkOwnCertificate } from '../publish/own-certificate';
import { checkChipAt } from './check-chip';
import { checkArchitecture, checkClock, checkFeedback, checkUpdateKeys } from './check-machine';
import { checkSpool, isRunning } from './check-spool';

export type Surroundings = {
  readonly nowMs: number;
  readonly arch: string;
  /** systemd's, if it started this process. */
  readonly credentialsFolder: string | undefined;
  readonly openChip: (device: string) => OpenChip;
  /** `running`: another process has this reader's spool, chip and connection. */
  readonly checkBroker: (config: ReaderConfig, running: boolean) => Promise<readonly Fault[]>;
};

export type Diagnosis = { readonly faults: readonly Fault[]; readonly running: boolean };

/** All that is wrong with a reader, in the order in which it is best mended. Changes nothing on this machine. */
export async function diagnose(config: ReaderConfig, around: Surroundings): Promise<Diagnosis> {
  const running = isRunning(config.spoolDir);
  const files = checkFiles(config, around.credentialsFolder);
  const unreadable = files.filter(({ code }) => code.endsWith('-unreadable'));
  const certificate = unreadable.length > 0 ? [] : certificateFaults(config, around.nowMs);
  const faults = [
    ...checkArchitecture(around.arch),
    ...checkClock(around.nowMs),
    ...files,
    ...certificate,
    ...checkSpool(config),
    ...checkFeedback(config.feedback),
    ...checkUpdateKeys(config.update),
    ...(config.chip.kind === 'mfrc522' && !running ? checkChipAt(config.chip.device, around.openChip) : []),
  ];
  // The broker would only say again what is known of the own files.
  const own = unreadable.length > 0 || certificate.length > 0;
  const broker = own ? [] : await around.checkBroker(config, running);
  return { faults: [...faults, ...broker], running };
}

function certificateFaults(config: ReaderConfig, nowMs: number): Fault[] {
  const { faults, doubts } = checkOwnCertificate(config, config.readerId, nowMs);
  return [...faults, ...doubts];
}
