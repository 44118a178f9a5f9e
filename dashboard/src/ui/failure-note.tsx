import { asFailure } from '../api/failure';

/** What went wrong, every reason of it, and what to do. */
export function FailureNote({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { message, reasons } = asFailure(error);
  return (
    <div role="alert" className="failure">
      <p>{message}</p>
      {reasons.length > 0 && (
        <ul>
          {reasons.map(({ path, message: reason }) => (
            <li key={path}>
              {path.replace(/^json\./, '')}: {reason}
            </li>
          ))}
        </ul>
      )}
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
