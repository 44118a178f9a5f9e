/** What mfrc522-rpi asks of an SPI: two bytes at a time, of which the second of the answer is the value. */
export type Spi = {
  open(): void;
  write(bytes: Uint8Array): void;
  transfer(bytes: Uint8Array): ArrayLike<number>;
};
