/** Whether an event fits a rule's pattern. */
export type EventMatcher = (event: unknown) => boolean;

type Exact = string | number | boolean | null;

/** Makes a matcher of an EventBridge pattern: objects go down, each list is a choice of exact values and of
 *  `{"prefix": …}`. Errors: an Error that names any other operator, so that no rule matches differently here. */
export function compileEventPattern(pattern: unknown, path = 'pattern'): EventMatcher {
  if (!isObject(pattern)) throw new Error(`${path}: a pattern must be an object.`);
  const fields = Object.entries(pattern).map(([name, value]) => {
    if (name.startsWith('$')) throw new Error(`${path}: the local bus does not know the operator ${name}.`);
    const at = `${path}.${name}`;
    const matcher = Array.isArray(value) ? compileChoices(value, at) : compileEventPattern(value, at);
    return [name, matcher] as const;
  });
  if (fields.length === 0) throw new Error(`${path}: an empty pattern matches nothing in EventBridge.`);
  return (event) => isObject(event) && fields.every(([name, matches]) => matches(event[name]));
}

function compileChoices(choices: readonly unknown[], path: string): EventMatcher {
  const tests = choices.map((choice) => compileChoice(choice, path));
  // A list in the event matches if any of its elements does.
  return (value) => (Array.isArray(value) ? value : [value]).some((one) => tests.some((test) => test(one)));
}

function compileChoice(choice: unknown, path: string): EventMatcher {
  if (isExact(choice)) return (value) => value === choice;
  if (isObject(choice) && Object.keys(choice).join() === 'prefix' && typeof choice['prefix'] === 'string') {
    const { prefix } = choice;
    return (value) => typeof value === 'string' && value.startsWith(prefix);
  }
  throw new Error(`${path}: the local bus does not know the operator ${JSON.stringify(choice)}.`);
}

const isExact = (value: unknown): value is Exact =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
