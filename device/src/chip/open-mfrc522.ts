import type Mfrc522 from 'mfrc522-rpi';
import type { OpenChip } from './mfrc522-source';
import { openSpidev, type SpiModule } from './open-spidev';

/** mfrc522-rpi on the kernel's SPI device, both loaded now and not before: a simulated reader needs neither.
 *  Errors: throws a sentence that names the device and what to do. */
export function openMfrc522(device: string): OpenChip {
  const spi = openSpidev(device, loadSpiDevice);
  return { chip: new (loadDriver())(spi), close: spi.close };
}

const loadSpiDevice = (): SpiModule => require('spi-device');
const loadDriver = (): typeof Mfrc522 => require('mfrc522-rpi');
