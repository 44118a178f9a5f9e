import type { SpiDevice } from 'spi-device';
import type { Spi } from './spi';

/** What is used of spi-device, which is native and loaded only where there is a chip. */
export type SpiModule = {
  openSync(
    bus: number,
    device: number,
    options: { mode: 0; maxSpeedHz: number },
  ): Pick<SpiDevice, 'transferSync' | 'closeSync'>;
};

/** The wires of such readers are bad above 1 MHz long before the chip is (it takes 10). */
const SPEED_HZ = 1_000_000;
const DEVICE = /^\/dev\/spidev(\d+)\.(\d+)$/;

/** An SPI over the kernel's spidev, as mfrc522-rpi wants it; needs no root, but the group that owns the file.
 *  Errors: throws a sentence that names the device and what to do. */
export function openSpidev(device: string, load: () => SpiModule): Spi & { close(): void } {
  const [, bus, select] = DEVICE.exec(device) ?? [];
  if (bus === undefined || select === undefined)
    throw new Error(`${device} is not a device such as /dev/spidev0.0`);
  const spi = opened(device, () =>
    loaded(load).openSync(Number(bus), Number(select), { mode: 0, maxSpeedHz: SPEED_HZ }),
  );
  const receiveBuffer = Buffer.alloc(2);
  const transfer = (bytes: Uint8Array) => {
    const sendBuffer = Buffer.from(bytes);
    spi.transferSync([{ sendBuffer, receiveBuffer, byteLength: bytes.length, speedHz: SPEED_HZ }]);
    return receiveBuffer;
  };
  return { open: () => undefined, transfer, write: transfer, close: () => spi.closeSync() };
}

/** spi-device is not there, or its compiled part is not. */
export class SpiNotBuilt extends Error {
  override readonly name = 'SpiNotBuilt';
}

function loaded(load: () => SpiModule): SpiModule {
  try {
    return load();
  } catch (cause) {
    throw new SpiNotBuilt(
      'spi-device is not built: run `npm rebuild spi-device --ignore-scripts=false` (needs g++, make and python3)',
      { cause },
    );
  }
}

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  ENOENT:
    'there is no such device: switch SPI on (dtparam=spi=on in /boot/firmware/config.txt) and start again',
  EACCES: 'this user may not use it: add it to the group spi',
  EPERM: 'this user may not use it: add it to the group spi',
};

function opened<T>(device: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const todo = WHAT_TO_DO[code];
    if (todo === undefined) throw cause;
    throw new Error(`${device}: ${todo}`, { cause });
  }
}
