import { createRoot } from 'react-dom/client';
import { App, appParts } from './app';
import { openSession } from './session/session';
import { readSettings } from './settings';
import './style.css';

async function start(): Promise<void> {
  const place = document.getElementById('page');
  if (!place) throw new Error('The document has no place for the page.');
  const root = createRoot(place);
  try {
    const settings = await readSettings();
    const session = await openSession(settings);
    if (session) root.render(<App {...appParts(settings, session)} />);
  } catch (error) {
    root.render(<CannotStart reason={error instanceof Error ? error.message : 'Something failed.'} />);
  }
}

const CannotStart = ({ reason }: { readonly reason: string }) => (
  <main>
    <h1>Shelflog</h1>
    <p role="alert">The page could not be started. {reason}</p>
    <button type="button" onClick={() => location.reload()}>
      Try again
    </button>
  </main>
);

void start();
