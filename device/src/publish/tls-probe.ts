import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Fault } from '../config/fault';
import type { ReaderIdentity } from './client-config';

const TIMEOUT_MS = 5_000;
/** In TLS 1.3 the broker's no to our certificate comes after the handshake. */
const LISTEN_ON_MS = 500;
/** What the SDK offers on every port. */
const ALPN = 'x-amzn-mqtt-ca';

/** Why no connection to the broker comes about, asked with Node's TLS and the reader's own files: the SDK says the
 *  same sentence for every fault of the broker's certificate, and says it late. Undefined where TLS works. */
export async function probeTls(identity: ReaderIdentity, timeoutMs = TIMEOUT_MS): Promise<Fault | undefined> {
  const { host, port, ca, cert, key } = identity;
  const where = `${host}:${port}`;
  try {
    const socket = connect({
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca: readFileSync(ca) }),
      cert: readFileSync(cert),
      key: readFileSync(key),
      ALPNProtocols: [ALPN],
      // The reason is asked for below; nothing is sent over this connection.
      rejectUnauthorized: false,
    });
    return await verdictOf(socket, where, timeoutMs);
  } catch (error) {
    return { code: 'tls-files', message: `the files of the connection cannot be used: ${codeOf(error)}` };
  }
}

function verdictOf(socket: TLSSocket, where: string, timeoutMs: number): Promise<Fault | undefined> {
  return new Promise((resolve) => {
    const end = (fault: Fault | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(fault);
    };
    let timer = setTimeout(
      () => end(unreachable(where, `no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    socket.once('secureConnect', () => {
      const reason = codeOf(socket.authorizationError ?? '');
      if (!socket.authorized) return end(certificateFault(where, reason));
      clearTimeout(timer);
      timer = setTimeout(() => end(undefined), LISTEN_ON_MS);
    });
    socket.on('error', (error) => end(errorFault(where, codeOf(error))));
    // Some brokers (Node's TLS) end a connection whose certificate they refuse without saying so.
    socket.once('close', () => end(socket.authorized ? refused(where, 'it hangs up') : hungUp(where)));
  });
}

const unreachable = (where: string, reason: string): Fault => ({
  code: 'broker-unreachable',
  message: `${where} does not answer: ${reason}: check network, endpoint and port`,
});

const hungUp = (where: string) => unreachable(where, 'it closes the connection at once');

const refused = (where: string, says: string): Fault => ({
  code: 'own-certificate-refused',
  message: `${where} refuses this reader's certificate (${says}): is it of this broker's authority, and active?`,
});

function certificateFault(where: string, reason: string): Fault {
  const today = `this machine's date is ${new Date().toISOString().slice(0, 10)}`;
  switch (reason) {
    case 'CERT_HAS_EXPIRED':
      return {
        code: 'broker-certificate-expired',
        message: `the certificate of ${where} has expired (${today})`,
      };
    case 'CERT_NOT_YET_VALID':
      return {
        code: 'broker-certificate-not-yet-valid',
        message: `the certificate of ${where} is not valid yet: ${today}; is the clock wrong?`,
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        code: 'broker-certificate-other-name',
        message: `the certificate of ${where} is made out to another name: check "endpoint"`,
      };
    default:
      return {
        code: 'broker-certificate-foreign',
        message: `the certificate of ${where} is not from an authority in "ca" (${reason})`,
      };
  }
}

function errorFault(where: string, code: string): Fault {
  if (/ALERT|ERR_SSL/.test(code)) {
    const says = code
      .replace(/^ERR_SSL_(SSLV3_|TLSV1_|TLSV13_)?(ALERT_)?/, '')
      .replaceAll('_', ' ')
      .toLowerCase();
    return refused(where, says);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { code: 'broker-name-unknown', message: `${where} is not known to the name service (${code})` };
  }
  return unreachable(where, code);
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return String(error);
}
