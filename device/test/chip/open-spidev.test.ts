import { openSpidev, type SpiModule } from '../../src/chip/open-spidev';

type Message = Parameters<ReturnType<SpiModule['openSync']>['transferSync']>[0];

function spiDevice() {
  const opened: unknown[][] = [];
  const sent: { bytes: number[]; length: number; speedHz: number | undefined }[] = [];
  let closed = 0;
  const device = {
    transferSync: (message: Message) => {
      for (const { sendBuffer, receiveBuffer, byteLength, speedHz } of message) {
        sent.push({ bytes: [...(sendBuffer ?? [])], length: byteLength, speedHz });
        receiveBuffer?.set([0, 0x92]);
      }
      return device;
    },
    closeSync: () => {
      closed += 1;
    },
  };
  const load = (): SpiModule =>
    ({
      openSync: (...given: unknown[]) => {
        opened.push(given);
        return device;
      },
    }) as unknown as SpiModule;
  return { load, opened, sent, closed: () => closed };
}
const fails = (code: string) => (): SpiModule => ({
  openSync: () => {
    throw Object.assign(new Error(code), { code });
  },
});

describe('the kernel’s SPI device', () => {
  it('is opened at 1 MHz, and takes and gives two bytes at a time', () => {
    const { load, opened, sent, closed } = spiDevice();
    const spi = openSpidev('/dev/spidev1.2', load);
    expect(opened).toEqual([[1, 2, { mode: 0, maxSpeedHz: 1_000_000 }]]);
    expect(spi.transfer(Uint8Array.of(0xee, 0))[1]).toBe(0x92);
    spi.write(Uint8Array.of(0x02, 0x0f));
    expect(sent).toEqual([
      { bytes: [0xee, 0], length: 2, speedHz: 1_000_000 },
      { bytes: [0x02, 0x0f], length: 2, speedHz: 1_000_000 },
    ]);
    spi.close();
    expect(closed()).toBe(1);
  });

  it.each([
    ['ENOENT', 'switch SPI on'],
    ['EACCES', 'add it to the group spi'],
    ['EPERM', 'add it to the group spi'],
  ])('that fails with %s says what to do', (code, words) => {
    expect(() => openSpidev('/dev/spidev0.0', fails(code))).toThrow(
      new RegExp(`^/dev/spidev0.0: .*${words}`),
    );
  });

  it('that fails otherwise says so in its own words', () => {
    expect(() => openSpidev('/dev/spidev0.0', fails('EBUSY'))).toThrow('EBUSY');
  });

  it('is named as the kernel names it', () => {
    expect(() => openSpidev('/dev/null', spiDevice().load)).toThrow('/dev/null is not a device');
  });

  it('without its native part says how it is built', () => {
    const missing = () => {
      throw new Error('Could not locate the bindings file');
    };
    expect(() => openSpidev('/dev/spidev0.0', missing)).toThrow(
      'npm rebuild spi-device --ignore-scripts=false',
    );
  });
});
