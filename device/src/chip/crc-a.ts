const PRESET = 0x6363;
const POLYNOMIAL = 0x8408;

/** CRC_A of ISO 14443-3, low byte first, as tags send it. */
export function crcA(bytes: readonly number[]): [number, number] {
  let crc = PRESET;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
  }
  return [crc & 0xff, crc >> 8];
}
