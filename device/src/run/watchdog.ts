import { execFile } from 'node:child_process';

export type Watchdog = { ready(): void; stop(): void };

/** Tells systemd that the reader is up, and from then on that it is well, as often as `WATCHDOG_USEC` asks; nothing
 *  where no systemd listens. It is told from the event loop: one that no longer turns says nothing. */
export function systemdWatchdog(
  environment: NodeJS.ProcessEnv,
  isWell: () => string | undefined,
  log: (text: string) => void,
): Watchdog {
  if (environment['NOTIFY_SOCKET'] === undefined) return { ready: () => undefined, stop: () => undefined };
  const limitMs = Number(environment['WATCHDOG_USEC'] ?? 0) / 1_000;
  let timer: NodeJS.Timeout | undefined;
  const notify = (word: string) =>
    execFile('systemd-notify', [word], { env: environment }, (error) => {
      if (error) log(`systemd-notify ${word}: ${error.message}`);
    });
  const feed = () => {
    const fault = isWell();
    if (fault === undefined) notify('WATCHDOG=1');
    else log(`the watchdog is not fed: ${fault}`);
  };
  return {
    ready: () => {
      notify('--ready');
      if (limitMs > 0) timer = setInterval(feed, limitMs / 3).unref();
    },
    stop: () => clearInterval(timer),
  };
}
