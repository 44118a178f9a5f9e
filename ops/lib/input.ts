import type { z } from 'zod';

/** Reads a value as the command line gave it. Zod is handed in: help is shown without loading it. */
export type Read<T> = (zod: typeof z) => z.ZodType<T>;

/** An argument or an option, said once: how it is given, what it means, and how it is read. Its name is its
 *  key in the command's `input`: `dryRun` is `--dry-run`. */
export type Input<T> = {
  readonly kind: 'argument' | 'option' | 'required option';
  /** What stands after an option's name, such as `<count>`, or marks an argument: `[]` optional, `[...]` many. */
  readonly value: string;
  readonly says: string;
  /** Its faults go on a sentence that begins with the option: `must be …`. */
  readonly read: Read<T>;
  /** As the command line would give it; help shows it. */
  readonly fallback?: string | undefined;
};

/** The values of inputs, by name. */
export type InputOf<Inputs> = {
  readonly [K in keyof Inputs]: Inputs[K] extends Input<infer T> ? T : never;
};

/** Any text, or nothing where it was not given. */
export const text: Read<string | undefined> = (zod) => zod.string().optional();
/** Text of at least one character, or nothing where it was not given. */
export const someText: Read<string | undefined> = (zod) =>
  zod.string().min(1, 'must not be empty').optional();
/** A whole number from the first to the last, or of at least the first. */
export function wholeNumber(first: number, last?: number): Read<number> {
  const must = `must be a whole number ${last === undefined ? `of at least ${first}` : `from ${first} to ${last}`}`;
  return (zod) =>
    zod.coerce
      .number(must)
      .int(must)
      .min(first, must)
      .max(last ?? Number.MAX_SAFE_INTEGER, must);
}
/** One of some words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words): Read<Words[number]> {
  const must = `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return (zod) => zod.enum(words, must);
}

export const argument = (says = ''): Input<string> => ({
  kind: 'argument',
  value: '<>',
  says,
  read: (zod) => zod.string(),
});

export const optionalArgument = (says: string): Input<string | undefined> => ({
  kind: 'argument',
  value: '[]',
  says,
  read: text,
});

export const manyArguments = (says: string): Input<string[]> => ({
  kind: 'argument',
  value: '[...]',
  says,
  read: (zod) => zod.array(zod.string()).default([]),
});

/** On when it is named. */
export const flag = (says: string): Input<boolean> => ({
  kind: 'option',
  value: '',
  says,
  read: (zod) => zod.boolean().default(false),
});

export const option = <T>(value: string, says: string, read: Read<T>, fallback?: string): Input<T> => ({
  kind: 'option',
  value,
  says,
  read,
  fallback,
});

export const requiredOption = <T>(value: string, says: string, read: Read<T>): Input<T> => ({
  kind: 'required option',
  value,
  says,
  read,
});

/** `dryRun` as it is written on a command line. */
export const flagOf = (name: string) =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
