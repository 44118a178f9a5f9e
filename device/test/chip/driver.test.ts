import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Mfrc522 from 'mfrc522-rpi';
import { z } from 'zod';
import { simulatedMfrc522 } from '../support/simulated-mfrc522';

const driverRequire = createRequire(require.resolve('mfrc522-rpi'));
const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });
const packageAt = (path: string) => packageSchema.parse(JSON.parse(readFileSync(path, 'utf8')));

describe('the driver', () => {
  it('is mfrc522-rpi 2.1.3, on a stand-in for rpio with nothing native in it', () => {
    expect(packageAt(driverRequire.resolve('./package.json')).version).toBe('2.1.3');
    expect(packageAt(driverRequire.resolve('rpio/package.json'))).toEqual({
      name: 'rpio',
      version: '1.99.0',
      license: 'Apache-2.0',
    });
  });

  it('has no pins to drive: asking for one is a mistake that is said', () => {
    const spi = { ...simulatedMfrc522().spi };
    const driver = z
      .object({ setResetPin: z.custom<() => void>() })
      .parse(Object.getPrototypeOf(new Mfrc522(spi)));
    expect(() => driver.setResetPin()).toThrow('this reader drives no pin of its own');
  });
});
