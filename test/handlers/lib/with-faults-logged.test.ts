import { Logger } from '@aws-lambda-powertools/logger';
import { withFaultsLogged } from '../../../handlers/lib/with-faults-logged';

describe('a handler whose faults are logged', () => {
  const logger = new Logger({ serviceName: 'test', logLevel: 'SILENT' });
  const logged = jest.spyOn(logger, 'error');
  beforeEach(() => logged.mockClear());

  it('answers what its work answers, and logs nothing', async () => {
    expect(await withFaultsLogged(logger, async (n: number) => n + 1)(1)).toBe(2);
    expect(logged).not.toHaveBeenCalled();
  });

  it.each([[new Error('down', { cause: new Error('why') })], ['a text']])(
    'logs %p once and throws it on',
    async (fault) => {
      const handler = withFaultsLogged(logger, () => Promise.reject(fault));
      await expect(handler(undefined)).rejects.toBe(fault);
      expect(logged.mock.calls).toEqual([
        ['The invocation failed', fault instanceof Error ? fault : new Error(fault)],
      ]);
    },
  );
});
