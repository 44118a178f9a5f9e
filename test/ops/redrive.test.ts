import { redrive } from '../../ops/commands/redrive';
import { WrongUse } from '../../ops/failure';

const context = {
  terminal: { json: false, live: false, note: () => undefined },
  signal: new AbortController().signal,
  target: () => Promise.reject(new Error('Nothing is to be asked of a stage.')),
};

describe('shelflog redrive', () => {
  it('names all places when it does not know the given one', async () => {
    const answer = redrive(context, ['nowhere'], {});
    await expect(answer).rejects.toThrow(WrongUse);
    await expect(answer).rejects.toThrow(/"nowhere" is no place.*all, .*append-events.*streamFailures/);
  });

  it('says how bad input is tried again', async () => {
    await expect(redrive(context, ['badInput'], {})).rejects.toThrow('shelflog quarantine retry');
  });
});
