/** One thing that is wrong: a stable code, and a line that names the file, key, port or date and says what to do. */
export type Fault = { readonly code: string; readonly message: string };
