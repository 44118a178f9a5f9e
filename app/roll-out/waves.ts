/** How many readers a roll-out is to have reached: a number, a share of all, or all. */
export type Wave =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

const ALL: Wave = { kind: 'percent', percent: 100 };

/** The waves of a text such as `1,10%,all`; undefined where one of them is none. */
export function parseWaves(text: string): readonly Wave[] | undefined {
  const waves = text.split(',').map((part) => parseWave(part.trim()));
  return waves.every((wave) => wave !== undefined) ? waves : undefined;
}

function parseWave(text: string): Wave | undefined {
  if (text === 'all') return ALL;
  const [, digits = '', percent] = /^([1-9]\d{0,5})(%?)$/.exec(text) ?? [];
  const number = Number(digits);
  if (percent === undefined || (percent === '%' && number > 100)) return undefined;
  return percent === '%' ? { kind: 'percent', percent: number } : { kind: 'count', count: number };
}

/** How many of so many readers a wave reaches: at least one, and a share is rounded up. */
export const sizeOf = (wave: Wave, readers: number): number =>
  Math.min(readers, wave.kind === 'count' ? wave.count : Math.ceil((readers * wave.percent) / 100));
