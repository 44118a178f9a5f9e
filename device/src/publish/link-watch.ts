import { mqtt5 } from 'aws-iot-device-sdk-v2';
import { FIRST_FAILURE_CODE } from './delivery';

export type LinkEvent =
  | { readonly kind: 'up'; readonly maxPacketBytes: number }
  /** `code`: of the broker's DISCONNECT, where it said one. */
  | { readonly kind: 'down'; readonly reason: string; readonly code?: number }
  | { readonly kind: 'attempt-failed'; readonly reason: string };

export type LinkWatch = {
  isUp(): boolean;
  /** Of the last failure or loss. */
  reason(): string;
  /** Resolves while connected. Errors: rejects with the last reason after `timeoutMs` without a connection. */
  connected(timeoutMs: number): Promise<void>;
};

/** Hears what the client's connection does. */
export function watchLink(client: mqtt5.Mqtt5Client, hear: (event: LinkEvent) => void): LinkWatch {
  let up = false;
  let reason = 'the broker does not answer';
  const waiting = new Set<() => void>();
  client.on('connectionSuccess', ({ settings }) => {
    up = true;
    for (const wake of waiting) wake();
    waiting.clear();
    hear({ kind: 'up', maxPacketBytes: settings.maximumPacketSizeToServer });
  });
  client.on('connectionFailure', ({ error, connack }) => {
    const refusal = connack && connack.reasonCode >= FIRST_FAILURE_CODE;
    reason = refusal ? `refused: ${connackText(connack)}` : String(error);
    hear({ kind: 'attempt-failed', reason });
  });
  client.on('disconnection', ({ error, disconnect }) => {
    up = false;
    reason = disconnect ? disconnectText(disconnect) : String(error);
    hear({ kind: 'down', reason, ...(disconnect && { code: disconnect.reasonCode }) });
  });
  // Without a listener the SDK's error events would end the process.
  client.on('error', (error) => {
    reason = String(error);
  });
  const connected = (timeoutMs: number): Promise<void> => {
    if (up) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(wake);
        reject(new Error(reason));
      }, timeoutMs);
      waiting.add(wake);
    });
  };
  return { isUp: () => up, connected, reason: () => reason };
}

const connackText = ({ reasonCode, reasonString }: mqtt5.ConnackPacket) =>
  reasonString ?? mqtt5.ConnectReasonCode[reasonCode] ?? `code ${reasonCode}`;

const disconnectText = ({ reasonCode, reasonString }: mqtt5.DisconnectPacket) =>
  reasonString ?? mqtt5.DisconnectReasonCode[reasonCode] ?? `code ${reasonCode}`;
