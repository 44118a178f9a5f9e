import fc from 'fast-check';
import { LineSplitter, MAX_LINE_BYTES } from '../../src/sip2/line-splitter';

describe('what comes from a kiosk', () => {
  it('is cut into the same lines in whatever pieces it comes', () => {
    const line = fc.string({ unit: fc.constantFrom('A', '|', 'ñ', ' '), minLength: 1, maxLength: 60 });
    const cuts = fc.array(fc.nat(400), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\r', '\r\n', '\n'), cuts, (lines, end, places) => {
        const bytes = Buffer.from(lines.map((text) => text + end).join(''), 'latin1');
        const splitter = new LineSplitter();
        const sorted = [0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length].sort(
          (one, other) => one - other,
        );
        const read = sorted.slice(1).flatMap((to, n) => splitter.push(bytes.subarray(sorted[n], to)).lines);
        expect(read).toEqual(lines);
        expect(splitter.isWithin).toBe(false);
      }),
      { seed: 19 },
    );
  });

  it('is refused where it has no end', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.alloc(MAX_LINE_BYTES, 'A')).isTooLong).toBe(false);
    expect(splitter.isWithin).toBe(true);
    expect(splitter.push(Buffer.from('A')).isTooLong).toBe(true);
    expect(new LineSplitter().push(Buffer.from(`${'A'.repeat(MAX_LINE_BYTES + 1)}\r`))).toEqual({
      lines: [],
      isTooLong: true,
    });
  });
});
