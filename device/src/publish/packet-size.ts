/** IoT Core's limit of a message, and the contract's. */
export const MAX_PAYLOAD_BYTES = 128 * 1024;

const PACKET_ID_BYTES = 2;
const NO_PROPERTIES_BYTES = 1;

/** Exactly what an MQTT 5 PUBLISH of QoS 1 without properties takes on the wire. The SDK's own check lets packets
 *  through that are one or two bytes larger than the broker allows (aws-iot-device-sdk-v2 1.28.0). */
export function publishPacketBytes(topic: string, payloadBytes: number): number {
  const rest = 2 + Buffer.byteLength(topic) + PACKET_ID_BYTES + NO_PROPERTIES_BYTES + payloadBytes;
  return 1 + variableByteInteger(rest) + rest;
}

/** The largest payload that fits both the contract and what the broker announced for packets. */
export function maxPayloadBytes(topic: string, maxPacketBytes: number): number {
  let payload = Math.min(MAX_PAYLOAD_BYTES, maxPacketBytes);
  while (payload > 0 && publishPacketBytes(topic, payload) > maxPacketBytes) payload -= 1;
  return payload;
}

/** MQTT 5, section 1.5.5: seven bits a byte. */
function variableByteInteger(value: number): number {
  if (value < 2 ** 7) return 1;
  if (value < 2 ** 14) return 2;
  return value < 2 ** 21 ? 3 : 4;
}
