import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../config/error-code';
import type { Fault } from '../config/fault';
import type { ReaderConfig } from '../config/reader-config';
import { readUpdateKeys } from '../update/update-keys';

/** Before this program was written, or beyond what certificates can say. */
const EARLIEST_MS = Date.parse('2026-11-01T00:00:00Z');
const LATEST_MS = Date.parse('2099-01-01T00:00:00Z');

export function checkClock(nowMs: number): Fault[] {
  if (nowMs >= EARLIEST_MS && nowMs < LATEST_MS) return [];
  const message = `this machine's date is ${new Date(nowMs).toISOString().slice(0, 10)}: set it (timedatectl), or let it reach a time server`;
  return [{ code: 'clock-wrong', message }];
}

/** The MQTT SDK has no build for 32-bit ARM. */
export function checkArchitecture(arch: string): Fault[] {
  if (arch !== 'arm') return [];
  const message =
    'this is a 32-bit system (arm), for which the MQTT SDK has no build: install the 64-bit Raspberry Pi OS';
  return [{ code: 'system-32-bit', message }];
}

export function checkFeedback(feedback: ReaderConfig['feedback']): Fault[] {
  return Object.entries(feedback).flatMap(([name, folder]) => {
    if (folder === undefined) return [];
    try {
      accessSync(join(folder, 'brightness'), constants.W_OK);
      return [];
    } catch (error) {
      const message = `${folder}: the light or sounder "${name}" cannot be switched (${errorCode(error)}): check the overlay, and the rights to its brightness`;
      return [{ code: 'feedback-not-writable', message }];
    }
  });
}

export function checkUpdateKeys(update: ReaderConfig['update']): Fault[] {
  if (update === undefined) return [];
  const read = readUpdateKeys(update.keys);
  return 'fault' in read ? [read.fault] : [];
}
