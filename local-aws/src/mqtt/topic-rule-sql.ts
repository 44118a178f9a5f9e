/** A message as the rules engine sees it. */
export type RuleMessage = {
  readonly topic: string;
  readonly clientId: string;
  readonly payload: Buffer;
  /** Epoch milliseconds at the engine. */
  readonly receivedAtMs: number;
  /** Sent by Basic Ingest: for this rule alone, whatever its topic filter. */
  readonly toRule?: string;
};

export type TopicRuleQuery = {
  readonly filter: string;
  /** The event that the rule's actions get. */
  readonly select: (message: RuleMessage) => Record<string, string | number>;
};

type Expression = (message: RuleMessage) => string | number;

const EXPRESSIONS: ReadonlyMap<string, Expression> = new Map<string, Expression>([
  ["encode(*, 'base64')", (message) => message.payload.toString('base64')],
  ['topic()', (message) => message.topic],
  ['clientid()', (message) => message.clientId],
  ['timestamp()', (message) => message.receivedAtMs],
]);

const STATEMENT = /^\s*SELECT\s+(.+?)\s+FROM\s+'([^']+)'\s*$/is;
const COLUMN = /^(.+?)\s+AS\s+([A-Za-z_][A-Za-z0-9_]*)$/is;

/** Reads the IoT SQL that the stack uses: named columns of encode(*, 'base64'), topic(), clientid() and
 *  timestamp() from one topic filter.
 *  Errors: throws on any other SQL, naming what it does not know, for a rule must not run differently here. */
export function parseTopicRuleSql(sql: string): TopicRuleQuery {
  const [, columns, filter] = STATEMENT.exec(sql) ?? [];
  if (columns === undefined || filter === undefined) {
    throw new Error(`The local stack runs topic rules of the form SELECT … FROM 'filter', not: ${sql}`);
  }
  const selected = splitColumns(columns).map((column): readonly [string, Expression] => {
    const [, text, name] = COLUMN.exec(column) ?? [];
    const expression = EXPRESSIONS.get(normalised(text ?? column));
    if (!expression || name === undefined) {
      throw new Error(`The local stack does not know the topic rule expression: ${column}`);
    }
    return [name, expression];
  });
  return {
    filter,
    select: (message) => Object.fromEntries(selected.map(([name, of]) => [name, of(message)])),
  };
}

function splitColumns(columns: string): readonly string[] {
  return columns.split(/,(?![^()]*\))/).map((column) => column.trim());
}

function normalised(expression: string): string {
  return expression
    .toLowerCase()
    .replace(/\s*,\s*/g, ', ')
    .replace(/\s*([()])\s*/g, '$1');
}
