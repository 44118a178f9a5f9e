import type { Clock } from '../app/ports';

export const systemClock: Clock = () => new Date().toISOString();
