declare module 'mfrc522-rpi' {
  import type { Spi } from './spi';

  type Exchange = { status: boolean; data: number[]; bitSize: number };

  /** Version 2.1.3, as far as the reader uses it: the package has no types of its own. */
  class Mfrc522 {
    constructor(spi: Spi);
    reset(): void;
    readRegister(register: number): number;
    writeRegister(register: number, value: number): void;
    toCard(command: number, bytes: readonly number[]): Exchange;
    authenticate(block: number, key: readonly number[], uid: readonly number[]): boolean;
    stopCrypto(): void;
  }
  export = Mfrc522;
}
