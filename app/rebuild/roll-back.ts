import type { ExportMarks } from '../export/export-marks';
import type { Generation } from '../history/generations';
import type { Clock } from '../lib/clock';
import type { GenerationControl } from './generation-control';

export type RollBackPorts = {
  readonly control: GenerationControl;
  readonly marks: ExportMarks;
  /** How long an invocation of a projector can last at most. */
  readonly longestRunMs: number;
  readonly clock: Clock;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly onWait: (ms: number) => void;
  readonly signal: AbortSignal;
};

/** Serves the generation that was served before, and has every day exported again. Answers that generation, or
 *  nothing where there is none. Shortly after a switch it waits first: an invocation of a projector that began
 *  before the switch writes the generation to go back to last, which until then would show less than what was
 *  read a moment before. Errors: LeaseLostError while a rebuild runs; the signal's reason. */
export async function rollBack(ports: RollBackPorts): Promise<Generation | undefined> {
  const { control, marks, longestRunMs, clock, pause, onWait, signal } = ports;
  const { previous, servedSince } = await control.read();
  if (previous === undefined) return undefined;
  const ran = servedSince === undefined ? longestRunMs : Date.parse(clock()) - Date.parse(servedSince);
  if (ran < longestRunMs) {
    onWait(longestRunMs - ran);
    await pause(longestRunMs - ran, signal);
  }
  await marks.mark(['all']);
  return control.rollBack(clock());
}
