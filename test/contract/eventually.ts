const TRIES = 200;

/** Asks again while the answer may be an old one, and then says what is wrong with it. */
export async function eventually(ask: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    try {
      return expect(answer).toEqual(expected);
    } catch (fault) {
      if (tries === TRIES) throw fault;
    }
  }
}
