import { type LabelSymbol, SYMBOLOGIES, type Symbology, symbolOf } from './symbol';

/** A copy, and the title that its label shows. */
export type LabelledCopy = { readonly tagId: string; readonly title: string };
export type Label = LabelledCopy & { readonly symbol: LabelSymbol };

/** A label for each copy, or all that keeps one from being made, with what would carry the id. */
export function labelsOf(
  copies: readonly LabelledCopy[],
  symbology: Symbology,
): readonly Label[] | { readonly problems: readonly string[] } {
  const labels: Label[] = [];
  const problems: string[] = [];
  for (const copy of copies) {
    const symbol = symbolOf(copy.tagId, symbology);
    if ('problem' in symbol) problems.push(refusal(copy.tagId, symbology, symbol.problem));
    else labels.push({ ...copy, symbol });
  }
  return problems.length > 0 ? { problems } : labels;
}

function refusal(tagId: string, symbology: Symbology, problem: string): string {
  const others = SYMBOLOGIES.filter((other) => other !== symbology && !('problem' in symbolOf(tagId, other)));
  return `${tagId} cannot be ${symbology}: ${problem}; --symbology ${others.join(' or ')} carries it.`;
}
