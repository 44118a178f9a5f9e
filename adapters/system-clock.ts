import type { Clock } from '../app/lib/clock';

export const systemClock: Clock = () => new Date().toISOString();
