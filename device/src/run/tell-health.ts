import type { ReaderStatus } from '../publish/reader-status';
import { type HealthParts, readerStatus, tellingPart } from './health';

export type HealthTeller = {
  /** On standard output and to the broker. */
  tell(): void;
  /** At once where something changed that does not wait for its minute. */
  tellIfChanged(): void;
  status(state: ReaderStatus['state']): ReaderStatus;
};

/** Tells of a reader's health, which is asked for anew each time. */
export function tellHealth(parts: HealthParts, emit: (line: object) => void): HealthTeller {
  let told = '';
  const status = (state: ReaderStatus['state']) => readerStatus(state, parts);
  const tell = () => {
    const online = status('online');
    told = tellingPart(parts);
    emit({ event: 'health', ...online });
    void parts.path.link.publishStatus(online);
  };
  return {
    tell,
    status,
    tellIfChanged: () => {
      if (tellingPart(parts) !== told) tell();
    },
  };
}
