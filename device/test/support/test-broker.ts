import type { CertificateFiles } from '../../../local-aws/src/mqtt/certificate-authority';

export type ArrivedMessage = { readonly topic: string; readonly payload: string };

/** A broker over mutual TLS that lets a reader write below its own id only. */
export type TestBroker = {
  readonly port: number;
  filesOf(readerId: string): Promise<CertificateFiles>;
  /** All that came for readers' topics, in the order it came, over restarts. */
  readonly arrived: ArrivedMessage[];
  stop(): Promise<void>;
  /** On the same port, with what it had acknowledged. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** The scans that arrived for a reader: their content by their order of arrival. */
export function arrivedScans(broker: TestBroker, readerId: string): Record<string, unknown>[] {
  return broker.arrived
    .filter(({ topic }) => topic.endsWith(`shelflog/readers/${readerId}/scans`))
    .flatMap(({ payload }) => {
      const message = JSON.parse(payload);
      return message.scans ?? [message];
    });
}

export const arrivedStatus = (broker: TestBroker, readerId: string): Record<string, unknown>[] =>
  broker.arrived
    .filter(({ topic }) => topic === `shelflog/readers/${readerId}/status`)
    .map(({ payload }) => JSON.parse(payload));
