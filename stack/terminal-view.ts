import { clearScreenDown, moveCursor } from 'node:readline';
import { safeText } from '../app/lib/safe-text';
import type { Figures } from './figures';
import type { StackInfo } from './stack-info';

/** Where the stack's doings are shown: a small block that is drawn again, or plain lines where nobody
 *  watches. */
export type TerminalView = {
  show(figures: Figures): void;
  /** Something went wrong that a person should see. */
  notice(text: string): void;
};

const MAX_NOTICES = 3;
const LINE_EVERY_MS = 5_000;

/** What to do with a stack that has just started. */
export function welcome(stack: StackInfo, seconds: number, demo: boolean): string {
  return [
    `Shelflog is ready after ${seconds.toFixed(1)} s.`,
    '',
    `  API        ${stack.apiUrl}/openapi.json`,
    ...(stack.dashboardUrl ? [`  Page       ${stack.dashboardUrl}`] : []),
    ...(stack.signIn?.users ?? []).map(
      ({ name, password }) => `             as ${name}, password ${password}`,
    ),
    `  MQTT       ${stack.mqtt.host}:${stack.mqtt.port}, TLS with client certificates`,
    `  Data       ${stack.dataDir}`,
    '',
    '  In another terminal:',
    ...(demo ? ['    npx shelflog status'] : ['    npx shelflog import books books.csv']),
    '    npx shelflog publish scans.jsonl --reader my-reader',
    '    npx shelflog quarantine list',
    '    npx shelflog --help',
    '',
    '  Ctrl-C ends it.',
    '',
  ].join('\n');
}

export function createTerminalView(stream: NodeJS.WriteStream): TerminalView {
  return stream.isTTY ? drawnView(stream) : plainView(stream);
}

function drawnView(stream: NodeJS.WriteStream): TerminalView {
  let drawnLines = 0;
  let figures: Figures | undefined;
  let notices: string[] = [];
  const draw = () => {
    const lines = [...(figures ? block(figures) : ['  Waiting for the first figures …']), ...notices];
    erase();
    for (const line of lines) stream.write(`${cut(safeText(line), stream.columns)}\n`);
    drawnLines = lines.length;
  };
  const erase = () => {
    moveCursor(stream, 0, -drawnLines);
    clearScreenDown(stream);
    drawnLines = 0;
  };
  return {
    show: (latest) => {
      figures = latest;
      draw();
    },
    notice: (text) => {
      notices = [...notices.filter((known) => known !== `  ! ${text}`), `  ! ${text}`].slice(-MAX_NOTICES);
      draw();
    },
  };
}

const cut = (line: string, columns: number) =>
  line.length < columns ? line : `${line.slice(0, columns - 2)}…`;

function block(figures: Figures): string[] {
  const cell = (name: string, value: number | string) => `${name.padEnd(10)}${String(value).padStart(7)}   `;
  const { scans, borrowed, returned, unknown, repeats, quarantined, onLoan, copies } = figures;
  return [
    `  ${figures.date}`,
    `  ${cell('scans', scans)}${cell('borrowed', borrowed)}${cell('on loan', `${onLoan}/${copies}`)}`,
    `  ${cell('unknown', unknown)}${cell('returned', returned)}${cell('lag', lagText(figures))}`,
    `  ${cell('repeats', repeats)}${cell('quarantine', quarantined)}${cell('dead', figures.deadLetters)}`,
  ];
}

const lagText = ({ lagMs }: Figures) => (lagMs < 1_000 ? '< 1 s' : `${Math.round(lagMs / 1_000)} s`);

function plainView(stream: NodeJS.WriteStream): TerminalView {
  let spokeAt = 0;
  let spoken = '';
  let noticed = '';
  return {
    show: (figures) => {
      const { scans, borrowed, returned, unknown, quarantined, onLoan, copies } = figures;
      const line = `scans ${scans}, borrowed ${borrowed}, returned ${returned}, on loan ${onLoan} of ${copies}, unknown ${unknown}, quarantine ${quarantined}, lag ${lagText(figures)}`;
      if (line === spoken || Date.now() - spokeAt < LINE_EVERY_MS) return;
      spoken = line;
      spokeAt = Date.now();
      stream.write(`${line}\n`);
    },
    notice: (text) => {
      if (text === noticed) return;
      noticed = text;
      stream.write(`! ${safeText(text)}\n`);
    },
  };
}
