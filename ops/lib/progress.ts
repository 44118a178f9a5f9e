import type { Terminal } from './terminal';

/** How far long work has come: a bar on a terminal, else a line every few seconds. */
export type Progress = {
  advance(to: number): void;
  stop(): void;
};

const LINE_EVERY_MS = 5_000;

type Work = {
  readonly label: string;
  readonly unit: string;
  /** In the unit that is counted; undefined where it cannot be known. */
  readonly total: number | undefined;
};

/** Shows how far the work is, on stderr. */
export function createProgress(terminal: Terminal, { label, unit, total }: Work): Progress {
  if (terminal.live && total !== undefined) return bar(label, unit, total);
  return lines(terminal, label, total === undefined ? unit : `of ${total} ${unit}`);
}

function bar(label: string, unit: string, total: number): Progress {
  const { Presets, SingleBar }: typeof import('cli-progress') = require('cli-progress');
  const drawn = new SingleBar(
    {
      format: `${label} {bar} {percentage}% · {value}/{total} ${unit} · {rate}/s · {duration_formatted} · {eta_formatted} left`,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  const began = Date.now();
  const rate = (to: number) => Math.round((to * 1000) / Math.max(1, Date.now() - began));
  drawn.start(total, 0, { rate: 0 });
  return {
    advance: (to) => drawn.update(Math.min(to, total), { rate: rate(to) }),
    stop: () => drawn.stop(),
  };
}

function lines(terminal: Terminal, label: string, what: string): Progress {
  let spokeAt = Date.now();
  return {
    advance: (to) => {
      if (Date.now() - spokeAt < LINE_EVERY_MS) return;
      spokeAt = Date.now();
      terminal.note(`${label}: ${to} ${what}`);
    },
    stop: () => undefined,
  };
}
