import type { Generation } from '../../../app/history/generations';
import { projectGenerations } from '../../../app/project/project-generations';
import { DEFAULT_RULES } from '../../../domain/tag/rules';

const generation = (id: string): Generation => ({ id, rules: DEFAULT_RULES, timeZone: 'UTC' });
const [g1, g2, g3] = [generation('g1'), generation('g2'), generation('g3')];

/** Projects, and answers in which order. */
async function order(generations: Parameters<typeof projectGenerations>[0]) {
  const projected: string[] = [];
  await projectGenerations(generations, async ({ id }) => {
    projected.push(id);
    return new Map();
  });
  return projected;
}

describe('the generations that are projected into', () => {
  it('end with the one that is served: the one before may be served again, and then knows what was read', async () => {
    expect(await order({ serving: g2, alsoWritten: [g1], previous: 'g1' })).toEqual(['g1', 'g2']);
  });

  it('begin with the others, one that is being built too', async () => {
    const generations = { serving: g2, alsoWritten: [g1, g3], building: 'g3', previous: 'g1' };
    expect(await order(generations)).toEqual(['g1', 'g3', 'g2']);
  });

  it('are all projected into when one fails, which is told once', async () => {
    const projected: string[] = [];
    const failures = await projectGenerations(
      { serving: g1, alsoWritten: [g2], building: 'g2' },
      async ({ id }) => {
        projected.push(id);
        return new Map([['tag#t', `${id} is down`]]);
      },
    );
    expect(projected).toEqual(['g2', 'g1']);
    expect([...failures]).toEqual([['tag#t', 'g2 is down']]);
  });
});
