import { parseScript } from '../../src/chip/simulated-script';

describe('a script of tags', () => {
  it('has a line for each change', () => {
    const script = parseScript(
      '{"atMs":0,"present":[]}\n\n{"atMs":1200,"present":["91"],"texts":{"91":"book-77"}}\r\n',
    );
    expect(script).toEqual({
      ok: true,
      lines: [
        { atMs: 0, present: [], texts: new Map() },
        { atMs: 1200, present: ['91'], texts: new Map([['91', 'book-77']]) },
      ],
    });
  });

  it('may be empty', () => expect(parseScript('')).toEqual({ ok: true, lines: [] }));

  it('names everything that is wrong with its line', () => {
    const script = parseScript(
      [
        '{"atMs":100,"present":["a"]}',
        'not json',
        '{"atMs":-1,"present":"a"}',
        '{"atMs":50,"present":[]}',
        '{"atMs":200,"present":["a b","c","c"],"texts":{"c":7},"speed":2}',
        'null',
        '{"present":[]}',
      ].join('\n'),
    );
    expect(script).toEqual({
      ok: false,
      faults: [
        'line 2: is not JSON',
        'line 3: atMs is 0 or more',
        'line 3: present is a list of tag ids',
        'line 4: atMs 50 comes after 100',
        'line 5: present.0 is 1-64 of A-Z a-z 0-9 . _ : -',
        'line 5: present names a tag twice',
        'line 5: texts.c is a text',
        'line 5: Unrecognized key: "speed"',
        'line 6: is no object of atMs and present',
        'line 7: atMs is a number of ms',
      ],
    });
  });

  it('names a tag that lies there twice', () => {
    expect(parseScript('{"atMs":1,"present":["c","c"]}')).toEqual({
      ok: false,
      faults: ['line 1: present names a tag twice'],
    });
  });
});
