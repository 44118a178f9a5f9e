import { z } from 'zod';
import { checkLinkFiles, withCredential } from '../config/check-files';
import { installedVersion } from '../config/installed-version';
import { runKiosks } from '../run/run-kiosks';
import { readSip2Config } from '../sip2/sip2-config';
import { EXIT, type ExitCode } from './exit-code';
import { note, noteFaults, print } from './output';
import { stopSignal } from './stop-signal';

const optionsSchema = z.object({ config: z.string() });

/** `sip2`: serves kiosks until it is told to stop. */
export async function sip2(given: unknown): Promise<ExitCode> {
  const read = readSip2Config(optionsSchema.parse(given).config);
  if ('faults' in read) {
    noteFaults(read.faults);
    return EXIT.wrongUse;
  }
  const config = withCredential(read.config, process.env);
  const faults = [
    ...checkLinkFiles(config, process.env['CREDENTIALS_DIRECTORY']),
    ...(config.sip2.tls ? checkLinkFiles(config.sip2.tls) : []),
  ];
  if (faults.length > 0) {
    noteFaults(faults);
    return EXIT.wrongUse;
  }
  const end = await runKiosks(config, {
    version: installedVersion(),
    emit: (line) => print(JSON.stringify(line)),
    log: note,
    stopped: stopSignal(new AbortController().signal).signal,
  });
  noteFaults(end.faults);
  return end.faults.length > 0 ? EXIT.failed : EXIT.done;
}
