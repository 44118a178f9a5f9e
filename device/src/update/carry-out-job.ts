import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { errorCode } from '../config/error-code';
import type { Disk } from './disk';
import type { Machine } from './installed-parts';
import { type JobDocument, jobDocumentSchema, type Settings } from './job-document';
import { receiveBundle } from './receive-bundle';
import { type Refusal, refusal } from './refusal';
import { otherSlot, type SlotName, type Slots, slotsIn, type Trial } from './slots';
import { compareVersions } from './version';

export type Job = { readonly jobId: string; readonly document: unknown };

/** `restart`: the slot is switched, and its trial begins with the next start. */
export type JobOutcome =
  | { readonly kind: 'restart' }
  | {
      readonly kind: 'ended';
      readonly status: 'SUCCEEDED' | 'REJECTED' | 'FAILED';
      readonly code: string;
      readonly reason: string;
    };

export type Running = {
  readonly slot: SlotName | null;
  readonly version: string;
  readonly settings: Settings;
};

export type UpdateContext = {
  readonly disk: Disk;
  readonly dir: string;
  readonly keys: readonly KeyObject[];
  readonly machine: Machine;
  readonly running: Running;
  /** The bytes at an address. Errors: throws DownloadFailed. */
  readonly download: (url: string) => AsyncIterable<Uint8Array>;
};

/** The address does not give the bundle. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
}

/** Puts what a job orders into the idle slot and switches to it, or says why not: the running slot is never
 *  touched. Errors: none; whatever a document holds, it is answered. */
export async function carryOutJob(job: Job, context: UpdateContext): Promise<JobOutcome> {
  const parsed = jobDocumentSchema.safeParse(job.document);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
    );
    return rejected(refusal('unknown-document', reasons.join('; ')));
  }
  if (runsAlready(parsed.data, context.running)) {
    return { kind: 'ended', status: 'SUCCEEDED', code: 'runs-already', reason: 'it is what runs' };
  }
  try {
    const refused =
      parsed.data.operation === 'update'
        ? await putBundle(job.jobId, parsed.data, context)
        : putSettings(job.jobId, parsed.data.settings, context);
    return refused ? rejected(refused) : { kind: 'restart' };
  } catch (error) {
    return failed(error);
  }
}

const rejected = ({ code, reason }: Refusal): JobOutcome => ({
  kind: 'ended',
  status: 'REJECTED',
  code,
  reason,
});

function failed(error: unknown): JobOutcome {
  const reason = error instanceof DownloadFailed ? error.message : errorCode(error);
  const code = codeOfFailure(error);
  return { kind: 'ended', status: 'FAILED', code, reason };
}

function codeOfFailure(error: unknown): Refusal['code'] {
  if (error instanceof DownloadFailed) return 'download-failed';
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error)) ? 'disk-full' : 'write-failed';
}

const runsAlready = (document: JobDocument, running: Running): boolean =>
  document.operation === 'update'
    ? document.version === running.version
    : isDeepStrictEqual({ ...document.settings }, { ...running.settings });

async function putBundle(
  jobId: string,
  { version, url }: Extract<JobDocument, { operation: 'update' }>,
  context: UpdateContext,
): Promise<Refusal | undefined> {
  const { disk, dir, keys, machine, running } = context;
  if (compareVersions(version, running.version) < 0) {
    return refusal('older', `${version} is older than ${running.version}, which runs`);
  }
  const slots = slotsIn(disk, dir);
  const idle = otherSlot(slots.current());
  const partial = `${emptied(slots, idle, disk)}.partial`;
  try {
    const expected = { keys, machine, version, runningVersion: running.version };
    const received = await receiveBundle(context.download(url), partial, disk, expected);
    if ('refused' in received) return received.refused;
    disk.rename(partial, slots.bundleFile(idle));
  } finally {
    disk.remove(partial);
  }
  switchTo(slots, idle, { version, hasBundle: true, settings: running.settings }, { jobId });
  return undefined;
}

/** The running code again, with other settings: they prove themselves as a new version does, and by a scan that the
 *  broker takes. */
function putSettings(jobId: string, settings: Settings, context: UpdateContext): undefined {
  const { disk, dir, running } = context;
  const slots = slotsIn(disk, dir);
  const current = slots.current();
  const idle = otherSlot(current);
  const file = emptied(slots, idle, disk);
  const code =
    current !== null && slots.read(current)?.hasBundle ? disk.read(slots.bundleFile(current)) : undefined;
  if (code) {
    disk.append(`${file}.partial`, code);
    disk.sync(`${file}.partial`);
    disk.rename(`${file}.partial`, file);
  }
  const slot = { version: running.version, hasBundle: code !== undefined, settings };
  switchTo(slots, idle, slot, { jobId, waitsForScan: true });
  return undefined;
}

/** The slot's bundle file, with nothing there. What its account says of an older one does not match any more. */
function emptied(slots: Slots, idle: SlotName, disk: Disk): string {
  slots.make(idle);
  const file = slots.bundleFile(idle);
  disk.remove(file);
  disk.remove(`${file}.partial`);
  return file;
}

/** Writing the account flushes the slot's folder, the bundle's name with it: before the link names the slot. */
function switchTo(
  slots: Slots,
  idle: SlotName,
  slot: { version: string; hasBundle: boolean; settings: Settings },
  trial: Pick<Trial, 'jobId' | 'waitsForScan'>,
): void {
  slots.write(idle, { ...slot, trial: { ...trial, before: slots.current(), phase: 'prepared' } });
  slots.switchTo(idle);
}
