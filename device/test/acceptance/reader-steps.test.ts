import {
  afterPlug,
  beforePlug,
  type Notebook,
  networkStep,
  type ReaderEvent,
  type RunningReader,
  readyStep,
} from '../../src/acceptance/reader-steps';
import type { Person } from '../../src/acceptance/steps';

/** A reader whose events are told before each request is answered, in turn. */
function stage(acts: ReadonlyArray<readonly ReaderEvent[]>) {
  const history: ReaderEvent[] = [];
  const waiting = new Set<() => void>();
  const asked: string[] = [];
  let act = 0;
  const person: Person = {
    ready: async (request) => {
      asked.push(request);
      history.push(...(acts[act] ?? []));
      act += 1;
      for (const look of waiting) look();
    },
  };
  const reader: RunningReader = {
    waitFor: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = history.find(wanted);
          if (found) resolve(found);
          else if (act >= acts.length) resolve(undefined);
        };
        waiting.add(look);
        // What does not come with the next request does not come.
        setTimeout(() => resolve(history.find(wanted)), 20);
        look();
      }),
    lastSeq: () => history.findLast(({ event }) => event === 'accepted')?.seq ?? 0,
    stop: async () => undefined,
  };
  let noted: number | undefined;
  const notebook: Notebook = {
    read: () => noted,
    write: (seq) => {
      noted = seq;
    },
    clear: () => {
      noted = undefined;
    },
  };
  return { person, reader, notebook, asked };
}

const ready = { event: 'ready' };
const accepted = (seq: number) => ({ event: 'accepted', seq });
const published = (upTo: number) => ({ event: 'published', upTo });

describe('acceptance, the part with a running reader', () => {
  it('passes a scan that waited for the network', async () => {
    const { person, reader } = stage([[], [accepted(7)], [published(7)]]);
    expect(await networkStep(person, reader)).toMatchObject({
      passed: true,
      detail: 'scan 7 is with the broker',
    });
  });

  it.each<[string, ReaderEvent[][], RegExp]>([
    ['nothing was accepted', [[], [], []], /no scan was accepted/],
    ['the network was not out', [[], [accepted(7), published(7)], []], /was not out/],
    ['it never came', [[], [accepted(7)], [published(6)]], /scan 7 waits still/],
    ['only an older scan was accepted', [[accepted(6)], [], []], /no scan was accepted/],
  ])('fails where %s', async (_what, acts, detail) => {
    const { person, reader } = stage(acts);
    const verdict = await networkStep(person, reader);
    expect(verdict.passed).toBe(false);
    expect(verdict.detail).toMatch(detail);
  });

  it('knows after the plug what beeped before it', async () => {
    const { person, reader, notebook } = stage([[], [accepted(9)], [ready, published(9)]]);
    expect(await beforePlug(person, reader, notebook)).toBe(true);
    expect(notebook.read()).toBe(9);
    expect(await afterPlug(person, reader, notebook)).toMatchObject({ passed: true });
    expect(notebook.read()).toBeUndefined();
  });

  it('fails where the plug cost a scan, or none was noted', async () => {
    const lost = stage([[], [accepted(9)], [published(8)]]);
    await beforePlug(lost.person, lost.reader, lost.notebook);
    expect(await afterPlug(lost.person, lost.reader, lost.notebook)).toMatchObject({ passed: false });
    const none = stage([[], []]);
    expect(await beforePlug(none.person, none.reader, none.notebook)).toBe(false);
    expect(await afterPlug(none.person, none.reader, none.notebook)).toMatchObject({ passed: false });
  });

  it('tells whether the reader starts', async () => {
    const up = stage([[ready]]);
    await up.person.ready('');
    expect(await readyStep(up.reader)).toMatchObject({ passed: true });
    expect(await readyStep(stage([]).reader)).toMatchObject({ passed: false });
  });
});
