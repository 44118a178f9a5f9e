const PREFIX = '$aws/rules/';

/** What a Basic Ingest topic, `$aws/rules/<rule>/<topic>`, names; undefined for any other topic. */
export function parseBasicIngestTopic(
  topic: string,
): { readonly ruleName: string; readonly topic: string } | undefined {
  if (!topic.startsWith(PREFIX)) return undefined;
  const [ruleName = '', ...rest] = topic.slice(PREFIX.length).split('/');
  return { ruleName, topic: rest.join('/') };
}
