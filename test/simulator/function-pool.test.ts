import { FunctionPool } from './function-pool';
import type { Life } from './remote-call';
import { World } from './world';

describe('the simulated Lambda function', () => {
  it('given an instance died of a call that nobody waited for, then the next event gets another', async () => {
    const world = new World(1, '2026-03-12T08:00:00.000Z');
    const lives: Life[] = [];
    const pool = new FunctionPool(world, 1_000, (life) => {
      lives.push(life);
      return () => (life.isOver ? new Promise(() => {}) : Promise.resolve('done'));
    });
    expect(await pool.invoke({})).toEqual({ ok: true, payload: '"done"' });
    lives[0]?.end();
    expect(await pool.invoke({})).toEqual({ ok: true, payload: '"done"' });
    expect(lives).toHaveLength(2);
  });
});
