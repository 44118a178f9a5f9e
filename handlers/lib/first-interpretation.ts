type Env = Readonly<Record<'LIBRARY_TIME_ZONE' | 'REPEAT_WINDOW_SECONDS', string>>;

/** By which rules and in which zone the stage reads history, unless a rebuild has changed that. */
export const firstInterpretation = (env: Env) => ({
  timeZone: env.LIBRARY_TIME_ZONE,
  repeatWindowMs: Number(env.REPEAT_WINDOW_SECONDS) * 1000,
});
