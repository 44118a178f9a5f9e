import type { TagRead, TagSource, TagTrouble } from '../tags/tag-source';

/** Someone in front of the reader. */
export type Person = {
  /** Resolves when Enter was pressed. */
  ready(request: string): Promise<void>;
};

/** One line of the protocol; `detail` says what was seen. */
export type Verdict = { readonly step: string; readonly passed: boolean; readonly detail: string };

/** Tags as they come while `during` runs, or until it is enough. */
export type Watch = {
  readonly reads: readonly TagRead[];
  readonly troubles: readonly TagTrouble[];
};

const READ_SECONDS = 30;
const REST_SECONDS = 10;
const WRITE_SECONDS = 30;

const verdict = (step: string, passed: boolean, detail: string): Verdict => ({ step, passed, detail });

/** What needs the chip alone: three tags are read, a resting one once, two at once are told, one is written. */
export async function chipSteps(person: Person, open: () => TagSource): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  await person.ready('Lay three tags onto the reader one after the other, each for a second. Enter first.');
  const three = await watchTags(open(), READ_SECONDS, ({ reads }) => distinct(reads) >= 3);
  const ids = [...new Set(three.reads.map(({ tagId }) => tagId))];
  const whole = three.reads.filter(({ quality }) => quality === 'whole').length;
  verdicts.push(
    verdict('read three tags', ids.length === 3, `${ids.join(', ') || 'none'}; ${whole} with their text`),
  );
  await person.ready('Lay one tag down and leave it there. Enter, then do not touch it.');
  const resting = await watchTags(open(), REST_SECONDS, () => false);
  const times = resting.reads.length;
  verdicts.push(verdict('a resting tag is one scan', times === 1, `${times} in ${REST_SECONDS} s`));
  await person.ready('Lay two tags onto the reader at once. Enter first.');
  const two = await watchTags(open(), READ_SECONDS, ({ troubles }) => troubles.some(isTwoTags));
  verdicts.push(verdict('two tags at once are told', two.troubles.some(isTwoTags), saidOf(two)));
  verdicts.push(await writeStep(person, open));
  return verdicts;
}

async function writeStep(person: Person, open: () => TagSource): Promise<Verdict> {
  const step = 'write a tag and read it again';
  const text = `acceptance-${Date.now().toString(36)}`;
  await person.ready('Lay a tag that may be overwritten onto the reader. Enter first.');
  const source = open();
  await source.start({ arrived: () => undefined, left: () => undefined, trouble: () => undefined });
  const outcome = await source.write(text, AbortSignal.timeout(WRITE_SECONDS * 1000));
  await source.stop();
  if (outcome.kind !== 'written') return verdict(step, false, outcome.message);
  await person.ready('Take the tag away, and lay it down again. Enter first.');
  const again = await watchTags(open(), READ_SECONDS, ({ reads }) => reads.length > 0);
  const read = again.reads.at(0);
  return verdict(
    step,
    read?.text === text,
    `wrote "${text}", read "${read?.text ?? ''}" on ${read?.tagId ?? 'no tag'}`,
  );
}

async function watchTags(
  source: TagSource,
  seconds: number,
  enough: (seen: Watch) => boolean,
): Promise<Watch> {
  const reads: TagRead[] = [];
  const troubles: TagTrouble[] = [];
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const look = () => {
      if (!enough({ reads, troubles })) return;
      clearTimeout(timer);
      resolve();
    };
    source
      .start({
        arrived: (read) => {
          reads.push(read);
          look();
        },
        left: () => undefined,
        trouble: (trouble) => {
          troubles.push(trouble);
          look();
        },
      })
      .catch(reject);
  }).finally(() => source.stop());
  return { reads, troubles };
}

const distinct = (reads: readonly TagRead[]) => new Set(reads.map(({ tagId }) => tagId)).size;
const isTwoTags = ({ code }: TagTrouble) => code === 'two-tags';
const saidOf = ({ reads, troubles }: Watch) =>
  troubles.map(({ message }) => message).join('; ') || `nothing was told; ${reads.length} were read`;
