import type { RebuildStep } from '../../app/rebuild/rebuild';
import { createProgress, type Progress } from '../lib/progress';
import type { Terminal } from '../lib/terminal';

/** A progress bar for each step of long work in turn. */
export function stepProgress(terminal: Terminal) {
  let progress: Progress | undefined;
  let done = 0;
  const stop = () => {
    progress?.stop();
    progress = undefined;
  };
  return {
    onStep(step: RebuildStep, expectedEvents: number | undefined) {
      stop();
      done = 0;
      if (step === 'waiting for projectors') terminal.note(`${capital(step)} …`);
      else
        progress = createProgress(terminal, { label: capital(step), unit: 'events', total: expectedEvents });
    },
    onEvents(count: number) {
      done += count;
      progress?.advance(done);
    },
    stop,
  };
}

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
