import { parseWaves, sizeOf } from '../../../app/roll-out/waves';

const sizes = (text: string, readers: number) => parseWaves(text)?.map((wave) => sizeOf(wave, readers));

describe('waves', () => {
  it('are numbers, shares rounded up, and all', () => {
    expect(sizes('1,10%,all', 40)).toEqual([1, 4, 40]);
    expect(sizes('1, 10%, all', 41)).toEqual([1, 5, 41]);
    expect(sizes('1,10%,all', 3)).toEqual([1, 1, 3]);
  });

  it('are never more than there are', () => {
    expect(sizes('5,100%', 3)).toEqual([3, 3]);
  });

  it.each(['', '0', '1,', '101%', '10 %', '-1', '1.5', 'most', '1;2'])('are not "%s"', (text) => {
    expect(parseWaves(text)).toBeUndefined();
  });
});
