import type { RollOutEnd, RollOutStep } from '../../../app/roll-out/roll-out';
import { parseWaves } from '../../../app/roll-out/waves';
import { type Answer, aCommand } from '../../lib/command';
import { EXIT, WrongUse } from '../../lib/failure';
import { argument, flag, option, someText } from '../../lib/input';

const NO_WAVES = 'must be like 1,10%,all';

/** Brings a version to the readers, a wave after the other. Exit 1 where it stopped at a failure. */
export const command = aCommand({
  words: 'reader roll-out',
  summary: 'update readers to a signed version in waves; stop at the first failure',
  input: {
    version: argument('three numbers, as the bundle says'),
    waves: option(
      '<waves>',
      'how many readers run it before more are asked: numbers, shares, all',
      (zod) =>
        zod.string().transform((text, context) => {
          const waves = parseWaves(text);
          if (waves !== undefined) return waves;
          context.addIssue({ code: 'custom', message: NO_WAVES });
          return zod.NEVER;
        }),
      '1,10%,all',
    ),
    bundle: option('<file>', 'the bundle; reader-VERSION.bundle unless given', someText),
    keys: option('<file>', 'the two public keys that readers pin', someText, 'update-keys.pem'),
    only: option('<ids>', 'these readers and no others, by commas', someText),
    again: flag('try what has failed before once more'),
  },
  run: async (context, { version, waves, only, again, ...files }) => {
    const {
      readBundleFile,
    }: typeof import('../../reader/read-bundle-file') = require('../../reader/read-bundle-file');
    const { rollOutIn }: typeof import('../../reader/roll-out-in') = require('../../reader/roll-out-in');
    const { bundle: file = `reader-${version}.bundle`, keys = 'update-keys.pem' } = files;
    const bundle = await readBundleFile(version, file, keys);
    const target = await context.target();
    const { terminal, signal } = context;
    const order = { version, bundle, waves, again, only: only?.split(',').map((id) => id.trim()) };
    try {
      const report = (step: RollOutStep) => terminal.note(...inWords(step, waves.length));
      return toAnswer(version, await rollOutIn(target, order, { signal, report }));
    } catch (error) {
      if (signal.aborted) terminal.note('What was ordered goes on; the same command takes it up again.');
      throw error;
    }
  },
});

function inWords(step: RollOutStep, waves: number): string[] {
  if (step.kind === 'ordered') {
    const { wave, readerIds } = step;
    return [`Wave ${wave} of ${waves}: ordered for ${readerIds.join(', ')}.`];
  }
  return [`  ${step.readerId}: ${step.state === 'succeeded' ? 'runs it' : 'FAILED'}`];
}

function toAnswer(version: string, end: RollOutEnd): Answer {
  const { readers, succeeded, failures, open, unknown } = end;
  if (unknown.length > 0) throw new WrongUse(`No reader of this stage is called ${unknown.join(', ')}.`);
  return {
    json: { version, ...end },
    lines: [
      ...failures.map(({ readerId, reason }) => `${readerId} does not run ${version}: ${reason}.`),
      ...(failures.length > 0 ? ['Stopped: no other reader is asked. --again tries it once more.'] : []),
      ...(open.length > 0 ? [`Not heard from yet: ${open.join(', ')}.`] : []),
      `${succeeded.length} of ${readers} readers run ${version}.`,
    ],
    exitCode: failures.length > 0 ? EXIT.no : EXIT.done,
  };
}
