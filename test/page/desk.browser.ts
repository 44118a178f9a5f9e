import type { Page } from 'playwright-core';
import { aPage, axeFaults, refusalsOf } from './page-fixture';

/** Trying to be HTML, and right-to-left. */
const TITLE = 'Emma <b>& co</b> ספר';
const TAG = '386103974449';

const shelf = aPage();
let desk: Page;

beforeAll(async () => {
  await shelf.start();
  desk = await shelf.open('/stock?status=low');
});
afterAll(() => shelf.stop());

const button = (name: string) => desk.getByRole('button', { name, exact: true });
const scan = (name: string) => desk.getByRole('article', { name, exact: true });
const goTo = async (link: string) => {
  await desk.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: link }).click();
  await desk.getByRole('heading', { level: 1 }).waitFor();
};

describe('a librarian at the desk', () => {
  it('signs in, after a wrong password too, and comes to the address that was asked for', async () => {
    await shelf.signIn(desk, 'librarian', 'wrong');
    expect(await desk.getByRole('alert').textContent()).toContain('do not belong together');
    await shelf.signIn(desk, 'librarian');
    await desk.getByRole('heading', { name: 'Stock' }).waitFor();
    expect(new URL(desk.url()).search).toBe('?status=low');
    await desk
      .getByRole('status', { name: 'Freshness' })
      .getByText(/^As of \d\d:\d\d:\d\d$/)
      .waitFor();
  });

  it('adds a book, and is told every reason why it cannot be', async () => {
    await button('Add book').click();
    await desk.getByLabel('Title').fill(TITLE);
    await desk.getByLabel('Author').fill('Jane Austen');
    await desk.getByLabel('ISBN').fill('9,78E+12');
    await button('Save').click();
    await desk.getByRole('alert').getByText('isbn').waitFor();
    await desk.getByLabel('ISBN').fill('978-0-14-143951-8');
    expect(await axeFaults(desk)).toEqual([]);
    await button('Save').click();
    await desk.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  });

  it('finds what was typed after a reload, and gives it up by Cancel', async () => {
    await goTo('Stock');
    await button('Add book').click();
    await desk.getByLabel('Title').fill('Half a title');
    await desk.reload();
    expect(await desk.getByLabel('Title').inputValue()).toBe('Half a title');
    await button('Cancel').click();
    await button('Add book').click();
    expect(await desk.getByLabel('Title').inputValue()).toBe('');
    await desk.keyboard.press('Escape');
    expect(await desk.getByRole('dialog').count()).toBe(0);
  });

  it('sees a tag that was tapped among the unknown ones, and associates it by keyboard alone', async () => {
    await goTo('Tags');
    await desk.getByText('0 tags').waitFor();
    await shelf.tap('desk-7', TAG, { mode: 'inventory' });
    await desk.getByRole('row').filter({ hasText: TAG }).waitFor();
    await button('Assign').and(desk.locator(':focus')).waitFor();
    await desk.keyboard.press('Enter');
    await desk.getByRole('combobox', { name: 'Book' }).waitFor();
    await desk.keyboard.type('austen');
    await desk.getByRole('option').filter({ hasText: 'Emma' }).waitFor();
    await desk.keyboard.press('ArrowDown');
    await desk.locator('[role=option][data-focused]').waitFor();
    await desk.keyboard.press('Enter');
    await desk.getByRole('listbox').waitFor({ state: 'detached' });
    await desk.keyboard.press('Enter');
    await desk.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.getByText('0 tags').waitFor();
  });

  it('sees borrow and return on the first screen by themselves, with figures that open their lists', async () => {
    await goTo('Live');
    await desk.getByRole('log', { name: 'Scans' }).waitFor();
    await shelf.tap('desk-7', TAG, { mode: 'checkout' });
    await scan(`${TITLE}: Borrowed`).waitFor();
    await desk.getByRole('link', { name: 'On loan 1' }).click();
    await desk.getByText('1 copy', { exact: true }).waitFor();
    expect(await desk.getByRole('table', { name: 'Copies' }).getByRole('row').count()).toBe(2);
    await desk.goBack();
    await shelf.tap('bin-1', TAG, { mode: 'return' });
    await scan(`${TITLE}: Returned`).waitFor();
    await desk.getByRole('link', { name: 'Available 1' }).waitFor();
    const articles = await desk.getByRole('article').all();
    const names = await Promise.all(articles.map((article) => article.getAttribute('aria-label')));
    expect(names).toEqual([`${TITLE}: Returned`, `${TITLE}: Borrowed`, `${TAG}: Unknown tag`]);
  });

  it('keeps the feed still while it is read, and says how many scans wait', async () => {
    await scan(`${TITLE}: Returned`).hover();
    await shelf.tap('desk-7', '999', { mode: 'checkout' });
    await button('1 new scan').waitFor();
    expect(await desk.getByRole('article').count()).toBe(3);
    await button('1 new scan').click();
    await scan('999: Unknown tag').waitFor();
  });

  it('is shown what a void would change, and that happens', async () => {
    await scan(`${TITLE}: Returned`).getByRole('link').click();
    const timeline = desk.getByRole('table', { name: 'Timeline' });
    await timeline
      .getByRole('row')
      .filter({ hasText: 'Returned' })
      .getByRole('button', { name: 'Void' })
      .click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByText(/^The copy will be on loan since \d/).waitFor();
    await dialog.getByText(/opens again/).waitFor();
    expect(await axeFaults(desk)).toEqual([]);
    await dialog.getByLabel('Reason').fill('wrong book in the bin');
    await dialog.getByRole('button', { name: 'Void' }).click();
    await timeline
      .getByRole('row')
      .filter({ hasText: 'Voided' })
      .getByRole('button', { name: 'Restore' })
      .waitFor();
    await desk.locator('dd.on-loan').waitFor();
    await timeline.getByRole('button', { name: 'Restore' }).click();
    await dialog.getByText('The copy will be available.').waitFor();
    await dialog.getByLabel('Reason').fill('it was the right one');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await desk.locator('dd.available').waitFor();
  });

  it('finds a copy by its tag: Enter opens the single hit', async () => {
    await goTo('Copies');
    await desk.getByRole('searchbox', { name: 'Search' }).fill(TAG.slice(0, 7));
    await desk.keyboard.press('Enter');
    await desk.getByRole('heading', { name: `Copy ${TAG}` }).waitFor();
  });

  it('has asked this machine only, and its policy had nothing to refuse', async () => {
    expect([...shelf.hosts]).toEqual(['127.0.0.1']);
    expect(await refusalsOf(desk)).toEqual([]);
    expect(shelf.faults).toEqual([]);
  });
});

describe('every page', () => {
  const PAGES = ['/', '/stock', '/copies', `/copies/${TAG}`, '/tags', '/analytics', '/operations'];

  it.each(PAGES)('%s has nothing that axe-core finds, in light and dark, and fits 390 px', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await desk.emulateMedia({ colorScheme });
      await desk.setViewportSize({ width: 390, height: 800 });
      await desk.goto(shelf.info().dashboardUrl + path);
      await desk.getByRole('heading', { level: 1 }).waitFor();
      await desk.getByText('Loading …').first().waitFor({ state: 'detached' });
      expect(await axeFaults(desk)).toEqual([]);
      expect(await desk.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      expect(await desk.getByRole('status', { name: 'Freshness' }).count()).toBe(1);
      expect(await refusalsOf(desk)).toEqual([]);
    }
  });
});

describe('who may do what', () => {
  const commandsOf = async (page: Page, path: string) => {
    await page.goto(shelf.info().dashboardUrl + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Loading …').first().waitFor({ state: 'detached' });
    const names = await page.locator('main').getByRole('button').allTextContents();
    return names.filter((name) => !['Next', 'Previous'].includes(name));
  };
  const PATHS = ['/', '/stock', '/tags', `/copies/${TAG}`];

  it('is shown to each role: viewers have no command, only admins Operations', async () => {
    const viewer = await shelf.open();
    await shelf.signIn(viewer, 'viewer');
    await viewer.getByRole('log', { name: 'Scans' }).waitFor();
    for (const path of PATHS) expect([path, ...(await commandsOf(viewer, path))]).toEqual([path]);
    expect(await viewer.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    expect((await commandsOf(desk, '/stock')).sort()).toEqual(['Add book']);

    const admin = await shelf.open('/operations');
    await shelf.signIn(admin, 'admin');
    await admin.getByRole('heading', { name: 'Operations' }).waitFor();
    await admin.getByRole('link', { name: 'Operations' }).waitFor();
  });

  it('ends with Sign out, and Back shows nothing', async () => {
    await desk.setViewportSize({ width: 1280, height: 900 });
    await desk.getByRole('button', { name: 'Sign out' }).click();
    await desk.getByLabel('Username').waitFor();
    await desk.goto(`${shelf.info().dashboardUrl}/stock`);
    await desk.getByLabel('Username').waitFor();
  });
});
