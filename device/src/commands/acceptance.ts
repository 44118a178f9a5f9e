import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { startReader } from '../acceptance/reader-child';
import { afterPlug, beforePlug, type Notebook, networkStep, readyStep } from '../acceptance/reader-steps';
import { chipSteps, type Person, type Verdict } from '../acceptance/steps';
import { openTagSource } from '../chip/open-tag-source';
import type { ReaderConfig } from '../config/reader-config';
import { withOwnChip } from './config-for-tags';
import { doctor } from './doctor';
import { EXIT, type ExitCode } from './exit-code';
import { note, print } from './output';

const optionsSchema = z.object({ config: z.string() });
const PROGRAM = resolve(__dirname, '../../bin/shelflog-reader.js');

/** A person, a real reader and three tags: a line each, PASS or FAIL. It is called twice, for the plug is pulled in
 *  between. Exit 1 where any line says FAIL. */
export async function acceptance(given: unknown): Promise<ExitCode> {
  const { config: file } = optionsSchema.parse(given);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const person: Person = { ready: async (request) => void (await terminal.question(`\n${request} `)) };
  const notebook = notebookAt(`${resolve(file)}.acceptance`);
  try {
    return notebook.read() === undefined
      ? await firstPart(file, person, notebook)
      : await secondPart(file, person, notebook);
  } finally {
    terminal.close();
  }
}

async function firstPart(file: string, person: Person, notebook: Notebook): Promise<ExitCode> {
  const wired = await doctor({ config: file });
  if (wired === EXIT.wrongUse) return wired;
  let passed = tell({
    step: 'doctor',
    passed: wired === EXIT.done,
    detail: wired === EXIT.done ? 'no fault' : 'see above',
  });
  const chip = await withOwnChip(file, async (config: ReaderConfig) => {
    const verdicts = await chipSteps(person, () => openTagSource(config.chip));
    return verdicts.map(tell).every(Boolean) ? EXIT.done : EXIT.no;
  });
  if (chip !== EXIT.done && chip !== EXIT.no) return chip;
  passed = passed && chip === EXIT.done;
  const reader = startReader(PROGRAM, file);
  try {
    passed = tell(await readyStep(reader)) && tell(await networkStep(person, reader)) && passed;
    if (!(await beforePlug(person, reader, notebook))) {
      return asExit(tell({ step: 'the plug', passed: false, detail: 'no scan was accepted' }));
    }
    await person.ready(
      'Now pull the plug of the reader, put it in again, and run this command once more for the last lines. (Enter ends it without.)',
    );
  } finally {
    await reader.stop();
  }
  return asExit(passed);
}

async function secondPart(file: string, person: Person, notebook: Notebook): Promise<ExitCode> {
  const reader = startReader(PROGRAM, file);
  try {
    return asExit(tell(await readyStep(reader)) && tell(await afterPlug(person, reader, notebook)));
  } finally {
    await reader.stop();
  }
}

function tell({ step, passed, detail }: Verdict): boolean {
  print(`${passed ? 'PASS' : 'FAIL'}  ${step}: ${detail}`);
  return passed;
}

const asExit = (passed: boolean): ExitCode => (passed ? EXIT.done : EXIT.no);

function notebookAt(path: string): Notebook {
  return {
    read: () => {
      try {
        return z.coerce.number().int().positive().safeParse(readFileSync(path, 'utf8').trim()).data;
      } catch {
        return undefined;
      }
    },
    write: (seq) => {
      writeFileSync(path, `${seq}\n`, { flush: true });
      note(`noted in ${path}`);
    },
    clear: () => rmSync(path, { force: true }),
  };
}
