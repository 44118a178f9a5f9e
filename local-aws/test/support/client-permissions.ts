import type { ClientPermissions } from '../../src/mqtt/broker';

const MAX_BYTES = 128 * 1024;

/** Each client writes below its own id, by Basic Ingest too, and to one topic that is open to all. */
export const OWN_TOPICS: ClientPermissions = {
  refusalOfPublish: (clientId, topic, payloadBytes) => {
    if (payloadBytes > MAX_BYTES) return 'too-large';
    const own = `clients/${clientId}/scans`;
    const allowed = [own, `clients/${clientId}/status`, 'open/topic', `$aws/rules/scans_rule/${own}`];
    return allowed.includes(topic) ? undefined : 'not-authorized';
  },
  maySubscribe: (clientId, filter) => filter.startsWith(`clients/${clientId}/`),
};
