import { z } from 'zod';
import { openMfrc522 } from '../chip/open-mfrc522';
import { openTagSource } from '../chip/open-tag-source';
import { NOT_SEEN, testReadOn } from '../chip/test-read';
import { withOwnChip } from './config-for-tags';
import { EXIT, type ExitCode } from './exit-code';
import { note, print } from './output';

const optionsSchema = z.object({
  config: z.string(),
  seconds: z.coerce.number().positive().max(86_400).optional(),
});

/** Shows each tag as a line of JSON, until Ctrl-C or its time is over. Exit 1 where none came. */
export async function testRead(given: unknown): Promise<ExitCode> {
  const options = optionsSchema.safeParse(given);
  if (!options.success) {
    note('--seconds is a number from 1 to 86400');
    return EXIT.wrongUse;
  }
  const { config: file, seconds } = options.data;
  return await withOwnChip(file, async (config) => {
    const source = openTagSource(config.chip);
    let seen = 0;
    try {
      // What the chip says and what lies there already, in words; the events follow as JSON.
      if (config.chip.kind === 'mfrc522') testReadOn(openMfrc522(config.chip.device)).sentences.forEach(note);
      await source.start({
        arrived: ({ tagId, text, quality }) => {
          seen += 1;
          print(JSON.stringify({ event: 'arrived', tagId, text, quality }));
        },
        left: (tagId) => print(JSON.stringify({ event: 'left', tagId })),
        trouble: ({ code, message, over }) =>
          print(JSON.stringify({ event: 'trouble', code, message, over })),
      });
    } catch (error) {
      note(error instanceof Error ? error.message : String(error));
      return EXIT.failed;
    }
    note(`Lay tags onto the reader, one at a time. ${NOT_SEEN}`);
    await untilStopped(seconds);
    await source.stop();
    return seen > 0 ? EXIT.done : EXIT.no;
  });
}

function untilStopped(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    // Keeps the process alive where the source has no timer of its own.
    setTimeout(resolve, (seconds ?? 86_400) * 1000);
  });
}
