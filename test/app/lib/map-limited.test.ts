import { mapLimited } from '../../../app/lib/map-limited';

describe('answering many items, some at a time', () => {
  it('keeps their order and never has more open than allowed', async () => {
    let open = 0;
    let most = 0;
    const answers = await mapLimited([5, 1, 4, 2, 3], 2, async (item) => {
      open += 1;
      most = Math.max(most, open);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      open -= 1;
      return item * 10;
    });
    expect(answers).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
    expect(await mapLimited([], 2, async () => 1)).toEqual([]);
  });

  it('begins no further item after a fault, which is thrown', async () => {
    const begun: number[] = [];
    const work = mapLimited([1, 2, 3, 4, 5], 1, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(begun).toEqual([1, 2]);
  });

  it('throws the first fault, and only when everything that was begun has ended', async () => {
    let ended = 0;
    const work = mapLimited([1, 2, 3], 3, async (item) => {
      for (let turn = 0; turn < 10 * item; turn += 1) await Promise.resolve();
      ended += 1;
      if (item < 3) throw new Error(`broken ${item}`);
    });
    await expect(work).rejects.toThrow('broken 1');
    expect(ended).toBe(3);
  });
});
