import { z } from 'zod';
import { openTagSource } from '../chip/open-tag-source';
import type { TagListener } from '../tags/tag-source';
import { withOwnChip } from './config-for-tags';
import { EXIT, type ExitCode } from './exit-code';
import { note, print } from './output';

const optionsSchema = z.object({ config: z.string(), seconds: z.coerce.number().positive().max(3600) });

const listener: TagListener = {
  arrived: () => undefined,
  left: () => undefined,
  trouble: ({ message, over }) => note(over ? `over: ${message}` : message),
};

/** Writes the id onto the next tag that comes. Exit 1 where the tag does not hold it afterwards. */
export async function writeTag(bookId: string, given: unknown): Promise<ExitCode> {
  const options = optionsSchema.safeParse(given);
  if (!options.success) {
    note('--seconds is a number from 1 to 3600');
    return EXIT.wrongUse;
  }
  const { config: file, seconds } = options.data;
  return await withOwnChip(file, async (config) => {
    const source = openTagSource(config.chip);
    try {
      await source.start(listener);
    } catch (error) {
      note(error instanceof Error ? error.message : String(error));
      return EXIT.failed;
    }
    note(`Lay one tag onto the reader to write "${bookId}" (${seconds} s).`);
    const outcome = await source.write(bookId, AbortSignal.timeout(seconds * 1000));
    await source.stop();
    if (outcome.kind === 'written') {
      print(`written and read back: ${outcome.text} on tag ${outcome.tagId}`);
      return EXIT.done;
    }
    note(`${outcome.message} [${outcome.code}]`);
    if (outcome.kind === 'failed' && outcome.tag !== 'unchanged') {
      note(`The tag ${outcome.tagId ?? ''} may be half written: write it again before it is used.`);
    }
    return EXIT.no;
  });
}
