import { z } from 'zod';
import { openTagSource } from '../chip/open-tag-source';
import { checkFiles, withCredential } from '../config/check-files';
import type { Fault } from '../config/fault';
import { installedVersion } from '../config/installed-version';
import { readConfig } from '../config/read-config';
import type { ReaderConfig } from '../config/reader-config';
import { ledFeedback } from '../feedback/led-feedback';
import { runReader } from '../run/run-reader';
import { nodeDisk } from '../update/disk';
import { launch } from '../update/launch';
import type { Launched } from '../update/launched';
import { reportsIn } from '../update/report';
import { EXIT, type ExitCode } from './exit-code';
import { note, noteFaults, print } from './output';
import { runJobs } from './run-jobs';
import { stopSignal } from './stop-signal';

const optionsSchema = z.object({ config: z.string() });
const lineSchema = z.looseObject({ event: z.string(), spoolDepth: z.number().optional() });
const CHIP_LOOK_MS = 500;

/** `run`: the version of the current slot where there is one, else this one. */
export async function run(given: unknown, launched?: Launched): Promise<ExitCode> {
  const { config: file } = optionsSchema.parse(given);
  if (launched) return await runThis(file, launched);
  const started = launch(file, installedVersion(), note);
  if (!started.main) return await runThis(file, started.launched);
  const code = await started.main(['run', '--config', file], started.launched);
  return z
    .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
    .catch(EXIT.failed)
    .parse(code);
}

async function runThis(file: string, launched: Launched): Promise<ExitCode> {
  const checked = checkedConfig(file, launched);
  if ('faults' in checked) {
    noteFaults(checked.faults);
    return EXIT.wrongUse;
  }
  const { config } = checked;
  const source = openTagSource(config.chip);
  const stop = stopSignal(launched.failed);
  const jobs = config.update && runJobs(config, config.update, launched, () => stop.now());
  const onReady = () => {
    launched.reached('spool');
    const look = setInterval(() => {
      if (!source.health().ok) return;
      clearInterval(look);
      launched.reached('chip');
    }, CHIP_LOOK_MS).unref();
  };
  const end = await runReader(config, {
    source,
    feedback: ledFeedback(config.feedback, note),
    version: launched.version,
    emit: (line) => {
      print(JSON.stringify(line));
      tellTrial(line, launched);
    },
    log: note,
    stopped: stop.signal,
    onReady,
    onUp: () => launched.reached('broker'),
    ...(jobs && { onClient: jobs.onClient }),
    ...(config.update && { update: lastUpdate(config.update.dir) }),
  });
  jobs?.stop();
  noteFaults(end.faults);
  return end.faults.length > 0 ? EXIT.failed : EXIT.done;
}

function checkedConfig(
  file: string,
  launched: Launched,
): { readonly config: ReaderConfig } | { readonly faults: readonly Fault[] } {
  const read = readConfig(file);
  if ('faults' in read) return read;
  const { mode, basicIngestRule: rule } = launched.settings;
  const { basicIngestRule: ofFile, ...rest } = withCredential(read.config, process.env);
  const basicIngestRule = rule === undefined ? ofFile : (rule ?? undefined);
  const config: ReaderConfig = {
    ...rest,
    ...(mode !== undefined && { mode }),
    ...(basicIngestRule !== undefined && { basicIngestRule }),
  };
  const faults = checkFiles(config, process.env['CREDENTIALS_DIRECTORY']);
  return faults.length > 0 ? { faults } : { config };
}

/** What a version, or its settings, may have to prove of scans. */
function tellTrial(line: object, { reached, kept }: Launched): void {
  const { event, spoolDepth = 0 } = lineSchema.parse(line);
  if (event === 'accepted' || (event === 'health' && spoolDepth > 0)) kept?.();
  if (event === 'published') reached('scans');
}

/** How the last update ended, for the reader's health. */
const lastUpdate = (dir: string) => () => {
  const report = reportsIn(nodeDisk, dir).last();
  return (
    report && { version: report.version, result: report.status, code: report.code, reason: report.reason }
  );
};
