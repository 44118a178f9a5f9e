import { command } from '../../../ops/commands/redrive';
import { WrongUse } from '../../../ops/lib/failure';
import { runCommand } from '../run-command';

describe('shelflog redrive', () => {
  it('names all places when it does not know the given one', async () => {
    const answer = runCommand(command, ['nowhere']);
    await expect(answer).rejects.toThrow(WrongUse);
    await expect(answer).rejects.toThrow(/"nowhere" is no place.*all, .*append-events.*streamFailures/);
  });

  it('says how bad input is tried again', async () => {
    await expect(runCommand(command, ['badInput'])).rejects.toThrow('shelflog quarantine retry');
  });
});
