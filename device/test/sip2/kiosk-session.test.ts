import { hashPassword } from '../../src/sip2/password-hash';
import { aGateway, checkin, checkout, NOW_TEXT, summed } from './session-fixture';

const ITEM = '31234000123456';

describe('what a kiosk is answered', () => {
  const LENT = `121NUY${NOW_TEXT}AOmain|AAcard-1|AB${ITEM}|AJ${ITEM}|AH|AFLent|`;
  const patron = (code: string, counts: string) =>
    `${code}              019${NOW_TEXT}${counts}AOmain|AAcard-1|AE|BLY|CQY|`;
  const messages: readonly [string, string, string][] = [
    ['status', '9900302.00', `98YYYNNY100003${NOW_TEXT}2.00AOmain|BXYYYNYYYYYYYNNNNN|`],
    ['login where nobody logs in', '9300CNkiosk|COsecret|CPhall|', '941'],
    ['checkout', checkout(ITEM), LENT],
    ['checkin', checkin(ITEM), `101YUN${NOW_TEXT}AOmain|AB${ITEM}|AQ|AJ${ITEM}|AFReturned|`],
    [
      'item information',
      `17${NOW_TEXT}AOmain|AB${ITEM}|AC|`,
      `18010001${NOW_TEXT}AB${ITEM}|AJ${ITEM}|AFNot known here|`,
    ],
    ['patron status', `23019${NOW_TEXT}AOmain|AAcard-1|AC|AD|`, patron('24', '')],
    [
      'patron information',
      `63019${NOW_TEXT}          AOmain|AAcard-1|`,
      patron('64', '000000000000000000000000'),
    ],
    ['end of session', `35${NOW_TEXT}AOmain|AAcard-1|`, `36Y${NOW_TEXT}AOmain|AAcard-1|`],
    [
      'fee paid',
      `37${NOW_TEXT}0101EURBV1.00|AOmain|AAcard-1|`,
      `38N${NOW_TEXT}AOmain|AAcard-1|AFThis library takes no fees here|`,
    ],
  ];

  it.each(messages)('%s, byte for byte, with and without count and checksum', async (_, message, answer) => {
    expect(await aGateway().connect().answer(message)).toBe(answer);
    expect(await aGateway().connect().answer(summed(message, 7))).toBe(summed(answer, 7));
  });

  it('a request to send again with the last answer, whatever it asks with', async () => {
    const session = aGateway().connect();
    await session.answer(checkout(ITEM));
    expect(await session.answer('97')).toBe(LENT);
    expect(await session.answer('97AZFEF5')).toBe(LENT);
  });

  it.each(['99garbled AY0AZ0000', '15+20261128    101500', '11YN', '97'])(
    '%p with the wish to have it again',
    async (message) => {
      expect(await aGateway().connect().answer(message)).toBe('96AZFEF6');
    },
  );
});

describe('lending and taking back', () => {
  it('keeps a scan of each before the answer, and says what happened', async () => {
    const { kept, connect } = aGateway();
    const session = connect();
    const texts: (string | undefined)[] = [];
    const messages = [
      checkout('t-1'),
      checkout('t-1', 'BIN|'),
      checkin('t-1'),
      checkin('t-1', 'CH|'),
      `17${NOW_TEXT}AB t|`,
    ];
    for (const [n, message] of messages.entries()) {
      texts.push(/AF([^|]*)/.exec((await session.answer(summed(message, n))) ?? '')?.[1]);
    }
    expect(kept).toEqual([
      { tagId: 't-1', mode: 'checkout' },
      { tagId: 't-1', mode: 'checkout' },
      { tagId: 't-1', mode: 'return' },
      { tagId: 't-1', mode: 'return' },
    ]);
    expect(texts).toEqual([
      'Lent',
      'Lent; no return had been recorded before',
      'Returned',
      'Returned; no loan is known here',
      'Not known here',
    ]);
  });

  it('says of a copy what was last done with it, not what came last', async () => {
    const session = aGateway().connect();
    const state = async () => (await session.answer(`17${NOW_TEXT}ABt-1|`))?.slice(2, 4);
    await session.answer(checkin('t-1'));
    expect(await state()).toBe('03');
    await session.answer(checkout('t-1'));
    expect(await state()).toBe('04');
    await session.answer(checkin('t-1', '', 'Y', '20261101    090000'));
    expect(await state()).toBe('04');
  });

  it('takes what was done while nobody listened with its own time, also without a card', async () => {
    const { kept, connect } = aGateway();
    const session = connect();
    const late = `11YY20261120   Z08000020261212    235900AOmain|ABt-1|`;
    expect(await session.answer(late)).toMatch(/^121/);
    expect(await session.answer(checkin('t-1', '', 'Y', '20261121   Z080000'))).toMatch(/^101/);
    // A time that is none: then when the message says it was written.
    expect(await session.answer(checkin('t-2', '', 'Y', '00000000    000000'))).toMatch(/^101/);
    expect(kept).toEqual([
      { tagId: 't-1', mode: 'checkout', atMs: Date.parse('2026-11-20T08:00:00Z') },
      { tagId: 't-1', mode: 'return', atMs: Date.parse('2026-11-21T08:00:00Z') },
      { tagId: 't-2', mode: 'return', atMs: new Date(2026, 10, 28, 10, 15).getTime() },
    ]);
  });

  it('keeps the order of what was done with a copy within one second while nobody listened', async () => {
    const { kept, connect } = aGateway();
    const session = connect();
    const second = '20261120   Z080000';
    await session.answer(`11YY${second}20261212    235900AOmain|ABt-1|`);
    await session.answer(checkin('t-1', '', 'Y', second));
    await session.answer(checkin('t-2', '', 'Y', second));
    const at = Date.parse('2026-11-20T08:00:00Z');
    expect(kept.map(({ tagId, atMs }) => [tagId, atMs])).toEqual([
      ['t-1', at],
      ['t-1', at + 1],
      ['t-2', at],
    ]);
  });

  it('asks for a card where there is none, and keeps nothing', async () => {
    const { kept, connect } = aGateway();
    const answer = await connect().answer(`11YN${NOW_TEXT}20261212    235900AOmain|AA|ABt-1|`);
    expect(answer).toBe(`120NUN${NOW_TEXT}AOmain|AA|ABt-1|AJt-1|AH|AFPlease scan your card|`);
    expect(kept).toEqual([]);
  });

  it.each(['', 'has a blank', 'ñ', 'x'.repeat(65)])('refuses %p, which is no tag', async (item) => {
    const { kept, connect } = aGateway();
    expect(await connect().answer(checkout(item))).toMatch(/^120NUN.*AFThis number is no tag/);
    expect(await connect().answer(checkin(item))).toMatch(/^100NUN.*AFThis number is no tag/);
    expect(kept).toEqual([]);
  });

  it('never says ok for what could not be kept', async () => {
    const { breaks, connect } = aGateway();
    breaks('the disk is full');
    const session = connect();
    expect(await session.answer(checkout('t-1'))).toMatch(/^120NUN.*AFThis cannot be recorded now/);
    expect(await session.answer(checkin('t-1', '', 'Y'))).toMatch(/^100NUN.*AFThis cannot be recorded now/);
    breaks(undefined);
    expect(await session.answer(summed(checkout('t-1'), 1))).toMatch(/^121NUY/);
  });
});

describe('a message that is sent again because no answer came', () => {
  it('is done once, also over another connection of the same terminal', async () => {
    const { kept, connect } = aGateway();
    const message = summed(checkout('t-1'), 3);
    const first = await connect().answer(message);
    expect(await connect().answer(message)).toBe(first);
    expect(kept).toHaveLength(1);
  });

  it('is done once over a kill, which takes the memory of answers', async () => {
    const { kept, connect, killed } = aGateway();
    const message = summed(checkout('t-1'), 3);
    await connect().answer(message);
    killed();
    expect(await connect().answer(message)).toMatch(/^121/);
    await connect().answer(summed(checkin('t-1', 'BIY|'), 4));
    expect(kept.map(({ mode, cancels }) => [mode, cancels])).toEqual([
      ['checkout', undefined],
      ['return', 'kiosk-1-boot-1'],
    ]);
  });

  it('is done again when something else was done between', async () => {
    const { kept, connect } = aGateway();
    const session = connect();
    for (const message of [checkout('t-1'), checkin('t-1'), checkout('t-1')]) await session.answer(message);
    expect(kept).toHaveLength(3);
  });

  it('is done when it could not be kept before', async () => {
    const { kept, breaks, connect } = aGateway();
    const session = connect();
    breaks('the disk is full');
    await session.answer(checkout('t-1'));
    breaks(undefined);
    expect(await session.answer(checkout('t-1'))).toMatch(/^121/);
    expect(kept).toHaveLength(1);
  });

  it('is answered anew where it only asks', async () => {
    const session = aGateway().connect();
    const ask = `17${NOW_TEXT}ABt-1|`;
    await session.answer(ask);
    await session.answer(checkout('t-1'));
    expect(await session.answer(ask)).toMatch(/^1804/);
  });
});

describe('a kiosk that could not write the tag', () => {
  it('takes its checkout back: a void, not a return', async () => {
    const { kept, copies, connect } = aGateway();
    const session = connect();
    await session.answer(checkout('t-1'));
    const answer = await session.answer(checkin('t-1', 'BIY|'));
    expect(answer).toMatch(/^101YUN.*AFCancelled/);
    expect(kept[1]).toEqual({ tagId: 't-1', mode: 'return', cancels: 'kiosk-1-boot-1' });
    expect(copies.get('t-1')?.mode).toBe('return');
    // The same once more, as when its answer was lost on the way, is one void.
    expect(await session.answer(checkin('t-1', 'BIY|'))).toBe(answer);
    expect(kept).toHaveLength(2);
  });

  it('takes its own checkout back also where it comes late, behind what was done since', async () => {
    const { kept, connect } = aGateway();
    const session = connect();
    await session.answer(checkout('t-1'));
    await session.answer(checkin('t-1'));
    await session.answer(checkout('t-1', '', 'Y').replaceAll(NOW_TEXT, '20261101    090000'));
    await session.answer(checkin('t-1', 'BIY|', 'Y', '20261101    090001'));
    expect(kept.at(-1)).toMatchObject({ cancels: 'kiosk-1-boot-3' });
  });

  it('takes back none of another terminal: that is a return', async () => {
    const hash = await hashPassword(Buffer.from('pw'));
    const { kept, connect } = aGateway({ logins: { 'kiosk-a': hash, 'kiosk-b': hash } });
    const [a, b] = [connect(), connect()];
    await a.answer('9300CNkiosk-a|COpw|');
    await b.answer('9300CNkiosk-b|COpw|');
    await a.answer(checkout('t-1'));
    await b.answer(checkin('t-1', 'BIY|'));
    expect(kept).toEqual([
      { tagId: 't-1', mode: 'checkout', terminal: 'kiosk-a' },
      { tagId: 't-1', mode: 'return', terminal: 'kiosk-b' },
    ]);
  });
});

describe('a login', () => {
  it('is asked for where there are any: nothing is answered before, nor after a wrong one', async () => {
    const hash = await hashPassword(Buffer.from('p|w', 'latin1'));
    const { kept, logged, connect } = aGateway({ logins: { 'kiosk-a': hash } });
    const session = connect();
    expect(await session.answer(checkout('t-1'))).toBeUndefined();
    expect(await session.answer('9300CNkiosk-b|COp|')).toBe('940');
    expect(await session.answer(summed('9300CNkiosk-a|COwrong|', 0))).toBe(summed('940', 0));
    expect(await session.answer('9300CN__proto__|COp|')).toBe('940');
    expect(await session.answer(checkout('t-1'))).toBeUndefined();
    expect(kept).toEqual([]);
    expect(logged.join()).not.toContain('wrong');
  });

  it('names the terminal, and tells it its last answer on a new connection; another kiosk never', async () => {
    const hash = await hashPassword(Buffer.from('pw'));
    const { connect } = aGateway({ logins: { 'kiosk-a': hash, 'kiosk-b': hash } });
    const [before, again, other] = [connect(), connect(), connect()];
    await before.answer('9300CNkiosk-a|COpw|');
    const answer = await before.answer(checkout('t-1'));
    await other.answer('9300CNkiosk-b|COpw|');
    expect(await other.answer('97')).toBe('941');
    expect(await again.answer('97')).toBe('96AZFEF6');
    await again.answer('9300CNkiosk-a|COpw|');
    await again.answer('97');
    expect(await again.answer(checkout('t-1'))).toBe(answer);
  });
});
