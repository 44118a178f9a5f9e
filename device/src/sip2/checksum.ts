/** SIP2's error detection: the two's complement of the sum of all bytes up to and with `AZ`, in four capital
 *  hexadecimal digits. The sum is over bytes as they came, so it holds in any encoding. */
export function checksumOf(bytes: string): string {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 1) sum += bytes.charCodeAt(i);
  return (-sum & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}
