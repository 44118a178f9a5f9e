import { type CommitResult, projectTags, type TagChange } from '../../../app/project/project-tags';

const noPause = async () => {};
const change = (tagId: string, rows = [`tag ${tagId}`], unfinished = false): TagChange => ({
  tagId,
  rows,
  unfinished,
});

/** A store where each tag needs so many steps, and each commit answers as told, then `committed`. */
function aStore(steps: Record<string, number>, answers: (CommitResult | Error)[] = []) {
  const left = new Map(Object.entries(steps));
  const commits: string[][] = [];
  const plans: string[] = [];
  return {
    left,
    commits,
    plans,
    plan: async (tagId: string) => {
      plans.push(tagId);
      const missing = left.get(tagId) ?? 0;
      return missing > 0 ? change(tagId, undefined, missing > 1) : undefined;
    },
    commit: async (changes: readonly TagChange[]): Promise<CommitResult> => {
      commits.push(changes.map(({ tagId }) => tagId));
      const answer = answers.shift() ?? 'committed';
      if (answer instanceof Error) throw answer;
      if (answer === 'committed')
        for (const { tagId } of changes) left.set(tagId, (left.get(tagId) ?? 0) - 1);
      return answer;
    },
  };
}

describe('projecting tags', () => {
  it('given tags that need nothing, then nothing is written', async () => {
    const store = aStore({ a: 0 });
    expect(await projectTags(['a'], store, noPause)).toEqual(new Map());
    expect(store.commits).toEqual([]);
  });

  it('given several tags, then they share a transaction', async () => {
    const store = aStore({ a: 1, b: 1, c: 1 });
    await projectTags(['a', 'b', 'c'], store, noPause);
    expect(store.commits).toEqual([['a', 'b', 'c']]);
  });

  it('given that one is lost and the others are committed, then only that one is planned again', async () => {
    const store = aStore({ a: 1, b: 1, c: 1 }, [{ lost: new Set(['b']), othersCommitted: true }]);
    expect(await projectTags(['a', 'b', 'c'], store, noPause)).toEqual(new Map());
    expect(store.commits).toEqual([['a', 'b', 'c'], ['b']]);
    expect(store.plans).toEqual(['a', 'b', 'c', 'b']);
  });

  it('given more rows than a transaction holds, then it takes as few as hold them; shared rows count once', async () => {
    const commits: string[][] = [];
    const rows = (tagId: string) => ['sum', ...Array.from({ length: 49 }, (_, i) => `${tagId} ${i}`)];
    await projectTags(
      ['a', 'b', 'c'],
      {
        plan: async (tagId) => change(tagId, rows(tagId)),
        commit: async (changes) => {
          commits.push(changes.map(({ tagId }) => tagId));
          return 'committed';
        },
      },
      noPause,
    );
    expect(commits).toEqual([['a', 'b'], ['c']]);
  });

  it('given a conflict, then the very same is tried again, without planning anew', async () => {
    const store = aStore({ a: 1, b: 1 }, ['conflict', 'conflict']);
    const pauses: number[] = [];
    await projectTags(['a', 'b'], store, async (attempt) => pauses.push(attempt));
    expect(store.commits).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(store.plans).toEqual(['a', 'b']);
    expect(pauses).toEqual([1, 2]);
  });

  it('given a tag that lost, then it alone is planned again, and the others go on as they were', async () => {
    const store = aStore({ a: 1, b: 1, c: 1 }, [{ lost: new Set(['b']) }]);
    expect(await projectTags(['a', 'b', 'c'], store, noPause)).toEqual(new Map());
    expect(store.commits).toEqual([['a', 'b', 'c'], ['a', 'c'], ['b']]);
    expect(store.plans).toEqual(['a', 'b', 'c', 'b']);
    expect([...store.left.values()]).toEqual([0, 0, 0]);
  });

  it('given an answer that names none of its tags as lost, then all are planned again', async () => {
    const store = aStore({ a: 1 }, [{ lost: new Set(['z']) }]);
    expect(await projectTags(['a'], store, noPause)).toEqual(new Map());
    expect(store.plans).toEqual(['a', 'a']);
  });

  it('given a tag that needs three steps, then it gets them', async () => {
    const store = aStore({ a: 3, b: 1 });
    await projectTags(['a', 'b'], store, noPause);
    expect(store.commits).toEqual([['a', 'b'], ['a'], ['a']]);
  });

  it('given a fault that one tag causes, then the other is done and the fault is told', async () => {
    const store = aStore({ a: 1, b: 1 });
    const commit = async (changes: readonly TagChange[]) => {
      if (changes.some(({ tagId }) => tagId === 'b')) throw new Error('too large');
      return store.commit(changes);
    };
    const failures = await projectTags(['a', 'b'], { plan: store.plan, commit }, noPause);
    expect([...failures.keys()]).toEqual(['b']);
    expect(store.left.get('a')).toBe(0);
  });

  it('given a tag that cannot be planned, then the others are done', async () => {
    const store = aStore({ a: 1 });
    const plan = async (tagId: string) => {
      if (tagId === 'b') throw new Error('corrupt');
      return store.plan(tagId);
    };
    const failures = await projectTags(['a', 'b'], { plan, commit: store.commit }, noPause);
    expect([...failures.keys()]).toEqual(['b']);
    expect(store.left.get('a')).toBe(0);
  });

  it.each([
    ['loses', { lost: new Set(['a']) }, 'Lost'],
    ['conflicts', 'conflict', 'Conflicted'],
  ] as const)('given it %s for ever, then it gives up and says so', async (_, answer, said) => {
    const failures = await projectTags(
      ['a'],
      { plan: async (tagId) => change(tagId), commit: async () => answer },
      noPause,
    );
    expect(String(failures.get('a'))).toContain(said);
  });
});
