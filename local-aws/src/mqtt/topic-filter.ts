/** Whether an MQTT topic matches a filter with `+` and `#`. Topics that begin with `$` match no wildcard at
 *  their first level (MQTT 4.7.2). */
export function matchesTopicFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  for (const [at, part] of wanted.entries()) {
    if (part === '#') return at === wanted.length - 1;
    if (at >= levels.length) return false;
    if (part !== '+' && part !== levels[at]) return false;
  }
  return wanted.length === levels.length;
}
