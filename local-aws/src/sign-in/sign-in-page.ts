const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { width: min(22rem, calc(100vw - 2rem)); }
label { display: block; margin-top: 1rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; margin-top: .25rem; }
button { margin-top: 1.5rem; font-weight: 600; }
[role=alert] { color: light-dark(#a40e26, #ff9ba5); }
`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const htmlPage = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;

/** The form in which people sign in; after a wrong try with what was typed as a name. */
export const signInPage = (action: string, wrong?: { readonly name: string }): string =>
  htmlPage(
    'Sign in to Shelflog',
    `${wrong ? '<p role="alert">This username and password do not belong together. Try again.</p>' : ''}
<form method="post" action="${escaped(action)}">
<label>Username<input name="username" autocomplete="username" required autofocus value="${escaped(wrong?.name ?? '')}"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form>`,
  );

/** Ends the session at once, as Cognito does: `form` is the provider's own. */
export const signOutPage = (form: string): string =>
  htmlPage(
    'Signing out',
    `${form}<input type="hidden" name="logout" value="yes" form="op.logoutForm">
<script>document.getElementById('op.logoutForm').submit()</script>`,
  );

export const faultPage = (reason: string): string =>
  htmlPage('Sign-in failed', `<p role="alert">${escaped(reason)} Go back to the page and try again.</p>`);
