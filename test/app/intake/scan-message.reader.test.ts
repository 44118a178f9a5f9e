import { aSentScan } from '../../support/messages';
import { parse } from './parsed-messages';

describe('the reader of a message', () => {
  const reasons = (topic: string, clientId: string) =>
    parse(aSentScan(), { topic, clientId }).faults.flatMap((fault) => fault.reasons);

  it('is the one in the topic', () => {
    expect(parse(aSentScan(), { topic: 'shelflog/readers/bin:2/scans', clientId: 'bin:2' }).readerId).toBe(
      'bin:2',
    );
  });

  it("must be the client: a scan on another reader's topic is refused", () => {
    expect(reasons('shelflog/readers/desk-2/scans', 'desk-1')).toEqual([
      'client "desk-1" may not publish as reader "desk-2"',
    ]);
    expect(reasons('shelflog/readers/desk-2/scans', 'n/a')).toHaveLength(1);
  });

  it.each(['import', 'legacy', 'desk:ann', 'desk:'])('must not be %s, which is reserved', (id) => {
    expect(reasons(`shelflog/readers/${id}/scans`, id)).toEqual([`reader id "${id}" is reserved`]);
  });

  it.each(['import-2', 'legacy2', 'desk', 'my-desk:1'])('may be %s', (id) => {
    expect(reasons(`shelflog/readers/${id}/scans`, id)).toEqual([]);
  });

  it.each([
    'shelflog/readers//scans',
    'shelflog/readers/a/b/scans',
    'shelflog/readers/desk-1/scan',
    'other/desk-1',
    'shelflog/readers/desk-1/scans/x',
    '',
  ])('cannot be told from topic %j', (topic) => {
    expect(reasons(topic, 'desk-1')).toEqual(['scans do not come on this topic']);
  });

  it('must have the name of a thing', () => {
    expect(reasons('shelflog/readers/=1+1/scans', '=1+1')).toEqual([
      'reader id must be 1-128 of A-Z a-z 0-9 : _ -',
    ]);
  });

  it('and the payload are both told of where both are wrong', () => {
    expect(parse('{', { clientId: 'desk-2' }).faults[0]?.reasons).toHaveLength(2);
    expect(parse({ scans: [{}] }, { clientId: 'desk-2' }).faults.map(({ place }) => place)).toEqual([
      'message',
      'scans[0]',
    ]);
  });
});
