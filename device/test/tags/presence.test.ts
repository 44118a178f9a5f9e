import { afterSight, NOBODY, presenceOf, type Sight } from '../../src/tags/presence';

const nothing: Sight = { kind: 'nothing' };
const something: Sight = { kind: 'something' };
const tags = (...tagIds: string[]): Sight => ({ kind: 'tags', tagIds });

/** What is told of looks 100 ms apart. */
function told(sights: readonly Sight[], stepMs = 100, begin = NOBODY): string[] {
  let presence = begin;
  return sights.flatMap((sight, at) => {
    const step = afterSight(presence, sight, at * stepMs);
    presence = step.presence;
    const time = at * stepMs;
    return [
      ...step.arrived.map((id) => `${time} ${id} arrived`),
      ...step.left.map((id) => `${time} ${id} left`),
    ];
  });
}
const times = (count: number, ...sights: Sight[]) => Array.from({ length: count }, () => sights).flat();

describe('presence on the antenna', () => {
  it('is one arrival, however long the tag lies there', () => {
    expect(told(times(10_000, tags('a')))).toEqual(['0 a arrived']);
  });

  it('ends 600 ms after the first look that missed the tag', () => {
    expect(told([tags('a'), ...times(7, nothing)])).toEqual(['0 a arrived', '700 a left']);
    expect(told([tags('a'), ...times(6, nothing), tags('a')])).toEqual(['0 a arrived']);
    expect(told([tags('a'), ...times(7, nothing), tags('a')])).toEqual([
      '0 a arrived',
      '700 a left',
      '800 a arrived',
    ]);
  });

  it('outlasts missed looks that do not follow one another', () => {
    expect(told(times(500, tags('a'), nothing, nothing, nothing))).toEqual(['0 a arrived']);
  });

  it('outlasts answers that nobody understood', () => {
    expect(told([tags('a'), ...times(100, something), tags('a')])).toEqual(['0 a arrived']);
    expect(told([tags('a'), ...times(20, nothing, nothing, something), tags('a')])).toEqual(['0 a arrived']);
  });

  it('begins with a tag, not with an answer that nobody understood', () => {
    expect(told([something, something])).toEqual([]);
  });

  it('of two tags that take turns is two', () => {
    expect(told(times(200, tags('a'), tags('b')))).toEqual(['0 a arrived', '100 b arrived']);
  });

  it('of a tag put in another’s place begins at once', () => {
    expect(told([tags('a'), ...times(8, tags('b'))])).toEqual(['0 a arrived', '100 b arrived', '700 a left']);
  });

  it('does not end by one look that missed before a long pause and one after', () => {
    expect(told([tags('a'), nothing, nothing, tags('a')], 5_000)).toEqual(['0 a arrived']);
  });

  it('of many tags at once is one arrival each', () => {
    const ids = Array.from({ length: 60 }, (_, at) => `t${at}`);
    expect(told([tags(...ids), tags(...ids)])).toHaveLength(60);
  });

  it('of a tag that was just written has begun', () => {
    expect(told([tags('a'), tags('a')], 100, presenceOf(['a']))).toEqual([]);
  });
});
