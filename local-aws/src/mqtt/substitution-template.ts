import { randomUUID } from 'node:crypto';
import type { RuleMessage } from './topic-rule-sql';

const FUNCTIONS: ReadonlyMap<string, (message: RuleMessage) => string> = new Map<
  string,
  (message: RuleMessage) => string
>([
  ['topic()', (message) => message.topic],
  ['clientid()', (message) => message.clientId],
  ['timestamp()', (message) => String(message.receivedAtMs)],
  ['newuuid()', () => randomUUID()],
  ["parse_time('yyyy-MM-dd', timestamp())", (message) => isoDay(message)],
]);

/** Makes a function of a topic rule's `${…}` template.
 *  Errors: throws at once if the template uses anything that the local stack does not know. */
export function compileTemplate(template: string): (message: RuleMessage) => string {
  const parts = template.split(/\$\{([^}]*)\}/);
  const makers = parts.map((part, at) => {
    if (at % 2 === 0) return () => part;
    const maker = FUNCTIONS.get(part.trim());
    if (!maker) throw new Error(`The local stack does not know \${${part}} in the template ${template}`);
    return maker;
  });
  return (message) => makers.map((make) => make(message)).join('');
}

function isoDay(message: RuleMessage): string {
  return new Date(message.receivedAtMs).toISOString().slice(0, 10);
}
