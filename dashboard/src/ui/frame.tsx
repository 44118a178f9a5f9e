import { lazy, type RefObject, Suspense, useEffect, useRef } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { LivePage } from '../live/live-page';
import { useSession } from '../session/session-context';
import { useTimes } from '../text/times';
import { Freshness } from './freshness';
import { pathId } from './path-id';

const StockPage = lazy(() => import('../stock/stock-page'));
const BookPage = lazy(() => import('../stock/book-page'));
const CopiesPage = lazy(() => import('../copies/copies-page'));
const CopyPage = lazy(() => import('../copies/copy-page'));
const TagsPage = lazy(() => import('../tags/tags-page'));
const AnalyticsPage = lazy(() => import('../analytics/analytics-page'));
const OperationsPage = lazy(() => import('../operations/operations-page'));

const LINKS = [
  { to: '/', text: 'Live' },
  { to: '/stock', text: 'Stock' },
  { to: '/copies', text: 'Copies' },
  { to: '/tags', text: 'Tags' },
  { to: '/analytics', text: 'Analytics' },
  { to: '/operations', text: 'Operations', forOperations: true },
] as const;

/** What is around every page: where to go, who is here, how fresh it all is. */
export function Frame() {
  const content = useRef<HTMLElement>(null);
  useFocusOnNewPage(content);
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header>
        <Navigation />
        <Freshness />
        <Who />
      </header>
      <main id="content" ref={content} tabIndex={-1}>
        <Suspense fallback={<p>Loading …</p>}>
          <Pages />
        </Suspense>
      </main>
    </>
  );
}

/** Whoever follows a link goes on from the page that it leads to, not from the link. */
function useFocusOnNewPage(content: RefObject<HTMLElement | null>): void {
  const [path] = useLocation();
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) content.current?.focus();
    before.current = path;
  }, [path, content]);
}

function Navigation() {
  const { permissions } = useSession();
  const [path] = useLocation();
  const isHere = (to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`));
  return (
    <nav aria-label="Main">
      {LINKS.filter((link) => !('forOperations' in link) || permissions.operations).map(({ to, text }) => (
        <Link key={to} to={to} aria-current={isHere(to) ? 'page' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

function Who() {
  const { name, signOut } = useSession();
  const { zone } = useTimes();
  return (
    <p className="who">
      <bdi>{name}</bdi> <span title="All times are of this zone">{zone}</span>{' '}
      <button type="button" onClick={() => void signOut()}>
        Sign out
      </button>
    </p>
  );
}

const Pages = () => (
  <Switch>
    <Route path="/" component={LivePage} />
    <Route path="/stock" component={StockPage} />
    <Route path="/stock/:bookId">{() => <BookPage bookId={pathId()} />}</Route>
    <Route path="/copies" component={CopiesPage} />
    <Route path="/copies/:tagId">{() => <CopyPage tagId={pathId()} />}</Route>
    <Route path="/tags" component={TagsPage} />
    <Route path="/analytics" component={AnalyticsPage} />
    <Route path="/operations" component={OperationsPage} />
    <Route>
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Go to the live inventory</Link>
      </p>
    </Route>
  </Switch>
);
