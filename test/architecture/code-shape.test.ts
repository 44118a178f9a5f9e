import ts from 'typescript';
import { sourceFiles } from './source-files';

/** What a reader's eye can hold, counted as an editor counts: first line to last, blank ones too. */
const MAX_FUNCTION_LINES = 60;
const MAX_PARAMETERS = 4;
const MAX_CASTS = 30;

const isTest = (path: string) => /(^|\/)test\//.test(path);
const SOURCE = sourceFiles('.').filter(({ path }) => !isTest(path));

type Shape = {
  readonly longFunctions: string[];
  readonly wideFunctions: string[];
  casts: number;
  bangs: number;
  anys: number;
};

function countUnchecked(node: ts.Node, shape: Shape): void {
  if (ts.isAsExpression(node) && !isConst(node.type)) shape.casts += 1;
  if (ts.isNonNullExpression(node)) shape.bangs += 1;
  if (node.kind === ts.SyntaxKind.AnyKeyword) shape.anys += 1;
}

function shapeOf(path: string, text: string): Shape {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const shape: Shape = { longFunctions: [], wideFunctions: [], casts: 0, bangs: 0, anys: 0 };
  const lineOf = (at: number) => file.getLineAndCharacterOfPosition(at).line + 1;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const [from, to] = [lineOf(node.getStart(file)), lineOf(node.getEnd())];
      if (to - from + 1 > MAX_FUNCTION_LINES)
        shape.longFunctions.push(`${path}:${from} has ${to - from + 1} lines`);
      if (node.parameters.length > MAX_PARAMETERS)
        shape.wideFunctions.push(`${path}:${from} has ${node.parameters.length}`);
    }
    countUnchecked(node, shape);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return shape;
}

const isConst = (type: ts.TypeNode) => ts.isTypeReferenceNode(type) && type.typeName.getText() === 'const';

const shapes = SOURCE.map(({ path, text }) => shapeOf(path, text));
const sumOf = (pick: (shape: Shape) => number) => shapes.reduce((sum, shape) => sum + pick(shape), 0);

describe('code outside tests', () => {
  it('has no function of more than 60 lines', () => {
    expect(shapes.flatMap(({ longFunctions }) => longFunctions)).toEqual([]);
  });

  it('has no function of more than 4 parameters', () => {
    expect(shapes.flatMap(({ wideFunctions }) => wideFunctions)).toEqual([]);
  });

  it('has at most 30 casts, no `!` and no `any`', () => {
    expect(sumOf(({ casts }) => casts)).toBeLessThanOrEqual(MAX_CASTS);
    expect(sumOf(({ bangs }) => bangs)).toBe(0);
    expect(sumOf(({ anys }) => anys)).toBe(0);
  });

  it('would be reported if it had any of it', () => {
    const body = 'x();\n'.repeat(MAX_FUNCTION_LINES);
    const bad = shapeOf('bad.ts', `function f(a: any, b: A, c: A, d: A, e: A) {\n${body}return a! as B;\n}`);
    expect(bad).toMatchObject({ casts: 1, bangs: 1, anys: 1 });
    expect([bad.longFunctions.length, bad.wideFunctions.length]).toEqual([1, 1]);
  });
});
