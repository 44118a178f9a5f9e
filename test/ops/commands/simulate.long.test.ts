import { z } from 'zod';
import { aLocalStack } from '../../e2e/local-stack';

describe('shelflog simulate', () => {
  it('has readers scan for so long, and tells how many messages were acknowledged', async () => {
    const stack = aLocalStack(['--empty', '--port', '0']);
    try {
      await stack.start();
      const { code, stdout } = await stack.cli('simulate', '--seconds', '5', '--rate', '10', '--json');
      expect(code).toBe(0);
      const { messages } = z.object({ messages: z.number(), seconds: z.number() }).parse(JSON.parse(stdout));
      expect(messages).toBeGreaterThanOrEqual(5);
    } finally {
      await stack.stop();
      stack.remove();
    }
  });

  it('given a demo runs here already, then it is refused, for the broker lets only one reader in by an id', async () => {
    const stack = aLocalStack(['--demo', '--port', '0']);
    try {
      await stack.start();
      let refused = await stack.cli('simulate', '--seconds', '1');
      for (let tried = 1; refused.code === 0 && tried < 5; tried += 1) {
        refused = await stack.cli('simulate', '--seconds', '1');
      }
      expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('scan here already') });
    } finally {
      await stack.stop();
      stack.remove();
    }
  });

  it('says what is wrong with its options', async () => {
    const stack = aLocalStack();
    try {
      expect(await stack.cli('simulate', '--seconds', '-1')).toMatchObject({ code: 2 });
    } finally {
      stack.remove();
    }
  });
});
