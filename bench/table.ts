type Cell = string | number;

/** A table of Markdown; numbers with two decimals. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell)).join(' | ')} |`)
    .join('\n');

/** When and where a section was measured. */
export const ranOn = ({ machine, measuredOn }: { machine: string; measuredOn: string }, engine?: string) =>
  `${measuredOn}, ${machine}${engine ? `, ${engine}` : ''}.`;
