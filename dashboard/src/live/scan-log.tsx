import { lazy, Suspense, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useSession } from '../session/session-context';
import { useTimes } from '../text/times';
import { counted, OUTCOMES } from '../text/words';
import { copyPath } from '../ui/path-id';
import { heldLines, keyOf, newSince, type ScanLine } from './feed';

const ChangeScanDialog = lazy(() => import('../copies/change-scan-dialog'));

/** The scans, newest first. While one reads or hovers none comes or goes; a button says how many wait. */
export function ScanLog({ lines }: { readonly lines: readonly ScanLine[] | undefined }) {
  const [isHeld, setHeld] = useState(false);
  const [shown, setShown] = useState<readonly ScanLine[]>([]);
  const [undoing, setUndoing] = useState<ScanLine>();
  const holds = isHeld || undoing !== undefined;
  useEffect(() => {
    if (lines) setShown((before) => (holds && before.length > 0 ? heldLines(lines, before) : lines));
  }, [lines, holds]);
  const waiting = lines && holds ? newSince(lines, shown).length : 0;
  return (
    <section aria-labelledby="scans">
      <div className="headed">
        <h2 id="scans">Scans</h2>
        {waiting > 0 && (
          <button type="button" className="waiting" onClick={() => setShown(lines ?? [])}>
            {counted(waiting, 'new scan', 'new scans')}
          </button>
        )}
      </div>
      {lines?.length === 0 && (
        <p className="empty">Nothing was scanned yet. Hold a tagged book to a reader, and it appears here.</p>
      )}
      <div
        role="log"
        aria-label="Scans"
        aria-live="polite"
        aria-relevant="additions"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={(event) => setHeld(event.currentTarget.contains(event.relatedTarget))}
      >
        {shown.map((line) => (
          <Scan key={keyOf(line)} line={line} onUndo={setUndoing} />
        ))}
      </div>
      {undoing?.scanId !== undefined && (
        <Suspense>
          <ChangeScanDialog
            change={undoing.outcome === 'voided' ? 'restore' : 'void'}
            scan={{ tagId: undoing.tagId, scanId: undoing.scanId }}
            onClose={() => setUndoing(undefined)}
          />
        </Suspense>
      )}
    </section>
  );
}

type ScanProps = { readonly line: ScanLine; readonly onUndo: (line: ScanLine) => void };

function Scan({ line, onUndo }: ScanProps) {
  const { permissions } = useSession();
  const times = useTimes();
  const outcome = line.outcome ?? 'seen';
  const { text, sign } = OUTCOMES[outcome];
  const title = line.name || line.tagId;
  return (
    <article aria-label={`${title}: ${text}`} className={`scan ${outcome}`}>
      <time dateTime={line.effectiveAt} title={times.full(line.effectiveAt)}>
        {times.clock(line.effectiveAt)}
      </time>
      <span className="outcome">
        <span aria-hidden="true">{sign}</span> {text}
      </span>
      <Link to={copyPath(line.tagId)} className="title">
        <bdi>{title}</bdi>
      </Link>
      <span className="quiet">
        <bdi>{line.readerId}</bdi> {line.mode !== 'toggle' && `(${line.mode})`}
      </span>
      {permissions.commands && (
        <button
          type="button"
          aria-label={`${outcome === 'voided' ? 'Redo' : 'Undo'} ${title}`}
          onClick={() => onUndo(line)}
        >
          {outcome === 'voided' ? 'Redo' : 'Undo'}
        </button>
      )}
    </article>
  );
}
