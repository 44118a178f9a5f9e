import { z } from 'zod';
import { openMfrc522 } from '../chip/open-mfrc522';
import { withCredential } from '../config/check-files';
import type { Fault } from '../config/fault';
import { installedVersion } from '../config/installed-version';
import { readConfig } from '../config/read-config';
import { diagnose } from '../doctor/diagnose';
import { faultKind } from '../doctor/fault-kind';
import { EXIT, type ExitCode } from './exit-code';
import { note, print } from './output';

const optionsSchema = z.object({ config: z.string(), json: z.boolean().default(false) });

export async function doctor(given: unknown): Promise<ExitCode> {
  const options = optionsSchema.parse(given);
  const faults = await faultsOf(options.config);
  const told = faults.map(({ code, message }) => ({ code, kind: faultKind(code), message }));
  if (options.json) print(JSON.stringify({ faults: told }));
  else if (faults.length === 0) print('Nothing is wrong with this reader.');
  else for (const { code, message } of faults) print(`${message} [${code}]`);
  return faults.length > 0 ? EXIT.no : EXIT.done;
}

async function faultsOf(file: string): Promise<readonly Fault[]> {
  const read = readConfig(file);
  if ('faults' in read) return read.faults;
  const { faults, running } = await diagnose(withCredential(read.config, process.env), {
    nowMs: Date.now(),
    arch: process.arch,
    credentialsFolder: process.env['CREDENTIALS_DIRECTORY'],
    openChip: openMfrc522,
    checkBroker: async (config, taken) => {
      // The MQTT SDK throws where it has no build for this machine, which has its own line.
      const { checkBroker }: typeof import('../doctor/check-broker') = require('../doctor/check-broker');
      return await checkBroker(config, installedVersion(), taken);
    },
  });
  if (running) note('A reader runs with this config: its chip was not asked, nor the broker beyond TLS.');
  return faults;
}
