import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledFeedback } from '../../src/feedback/led-feedback';

const OUTPUTS = ['accepted', 'repeat', 'trouble', 'sound'] as const;

describe('lights and sounds', () => {
  let dir: string;
  let lines: string[];
  let config: Record<(typeof OUTPUTS)[number], string>;
  beforeEach(() => {
    jest.useFakeTimers();
    dir = mkdtempSync(join(tmpdir(), 'reader-leds-'));
    lines = [];
    config = { accepted: '', repeat: '', trouble: '', sound: '' };
    for (const output of OUTPUTS) {
      config[output] = join(dir, `shelflog:${output}`);
      mkdirSync(config[output]);
      writeFileSync(join(config[output], 'brightness'), '0');
    }
  });
  afterEach(() => {
    jest.useRealTimers();
    rmSync(dir, { recursive: true, force: true });
  });

  const feedback = () => ledFeedback(config, (line) => lines.push(line));
  const isOn = (output: (typeof OUTPUTS)[number]) =>
    readFileSync(join(config[output], 'brightness'), 'utf8') === '1';
  /** What was on, in steps of 10 ms. */
  const course = (output: (typeof OUTPUTS)[number], ms: number) => {
    const spans: number[] = [];
    let before = false;
    for (let at = 0; at <= ms; at += 10) {
      if (isOn(output) !== before) spans.push(at);
      before = isOn(output);
      jest.advanceTimersByTime(10);
    }
    return spans;
  };

  it('are on at once when a scan is kept: one short beep, and the green light', () => {
    feedback().accepted('386103974449');
    expect(OUTPUTS.filter(isOn)).toEqual(['accepted', 'sound']);
    expect(course('sound', 1000)).toEqual([0, 80]);
    expect(lines).toEqual(['accepted: 386103974449']);
    expect(OUTPUTS.filter(isOn)).toEqual([]);
  });

  it('beep twice for a known repeat', () => {
    feedback().repeat('1');
    expect(isOn('repeat')).toBe(true);
    expect(course('sound', 1000)).toEqual([0, 50, 120, 170]);
    expect(lines).toEqual(['known repeat: 1']);
  });

  it('are long and red for trouble', () => {
    feedback().trouble('the spool is full');
    expect(isOn('trouble')).toBe(true);
    expect(course('sound', 1000)).toEqual([0, 700]);
    jest.advanceTimersByTime(2500);
    expect(OUTPUTS.filter(isOn)).toEqual([]);
    expect(lines).toEqual(['trouble: the spool is full']);
  });

  it('follow the newest signal', () => {
    const lights = feedback();
    lights.trouble('x');
    jest.advanceTimersByTime(50);
    lights.accepted('1');
    expect(course('sound', 1000)).toEqual([0, 80]);
    lights.accepted('2');
    jest.advanceTimersByTime(50);
    lights.trouble('y');
    expect(course('sound', 1000)).toEqual([0, 700]);
  });

  it('are dark once stopped', () => {
    const lights = feedback();
    lights.trouble('x');
    lights.stop();
    expect(OUTPUTS.filter(isOn)).toEqual([]);
    jest.advanceTimersByTime(10_000);
    expect(OUTPUTS.filter(isOn)).toEqual([]);
  });

  it('lose no scan where a lamp is not there, and say so once', () => {
    rmSync(config.accepted, { recursive: true });
    const lights = feedback();
    for (const tag of ['1', '2']) lights.accepted(tag);
    jest.advanceTimersByTime(5000);
    expect(lines).toEqual([
      `feedback: ${config.accepted} cannot be switched (ENOENT)`,
      'accepted: 1',
      'accepted: 2',
    ]);
  });

  it('are text alone where none is configured', () => {
    const lights = ledFeedback({}, (line) => lines.push(line));
    lights.accepted('1');
    lights.stop();
    expect(lines).toEqual(['accepted: 1']);
  });
});
