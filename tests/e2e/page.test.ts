/** The page in a real browser, on a run that is served as `chelu start` serves it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DebugHandle } from '../../client/debug-handle.ts';
import { launchRun } from '../../server/main.ts';
import type { LiveRun } from '../../server/main.ts';
import { loadScenario } from '../../server/scenario/loader.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';

const chromium = findChromium();
/** Small and plain: the picture is drawn by the processor here. */
const DESKTOP: BrowserContextOptions = { viewport: { width: 1000, height: 600 }, locale: 'en-GB' };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true };

declare global {
  interface Window {
    __v2x: DebugHandle;
  }
}

async function startRun(port = 0): Promise<LiveRun> {
  const scenario = await loadScenario('junction', { endless: true });
  return launchRun(scenario, { run_id: 'main', pace: 1, broker: 'embedded', port, mqtt_port: 0, check: false });
}

/** What the page complained about: console, exceptions, requests that failed or went elsewhere. */
function listenForComplaints(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) complaints.push(`elsewhere: ${url}`);
  });
  return complaints;
}

describe.skipIf(chromium === undefined)('the page', () => {
  let browser: Browser;
  let run: LiveRun;
  let url = '';
  let open: Page | undefined;
  let complaints: string[] = [];

  beforeAll(async () => {
    run = await startRun();
    url = run.served?.page_url ?? '';
    browser = await launchChromium(chromium ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    run?.stop();
    await run?.finished;
  });

  afterEach(async () => {
    await open?.context().close();
    open = undefined;
  });

  /** Opens the page and waits for vehicles. */
  async function visit(query: string, options = DESKTOP, before?: (page: Page) => Promise<unknown>): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    open = page;
    await before?.(page);
    complaints = listenForComplaints(page, url);
    await page.goto(`${url}/?q=lite&maxfps=5&test&${query}`);
    await page.waitForFunction(() => window.__v2x !== undefined);
    await page.evaluate(() => window.__v2x.ready);
    await page.waitForFunction(() => window.__v2x.vehicles().length > 3);
    return page;
  }

  const simTime = (page: Page) => page.evaluate(() => Number(window.__v2x.stats()['simTimeMs']));

  /** Puts the eye over a vehicle that is not about to leave, and returns its id. */
  function aimAtOne(page: Page): Promise<string> {
    return page.evaluate(() => {
      const handle = window.__v2x;
      const near = (id: string): number => {
        const vehicle = handle.vehicle(id);
        return vehicle === null ? Infinity : Math.hypot(vehicle.x, vehicle.y);
      };
      const id = handle.vehicles().sort((a, b) => near(a) - near(b))[0];
      const { x, y } = handle.vehicle(id) ?? { x: 0, y: 0 };
      handle.setCamera({ eye: [x, y - 35, 40], target: [x, y, 0] });
      handle.freeze(true);
      handle.renderOnce();
      return id;
    });
  }

  it('shows the vehicles of the run, asks nobody else for anything, and complains of nothing', async () => {
    const page = await visit('');
    const stats = await page.evaluate(() => window.__v2x.stats());
    expect(stats).toMatchObject({ connection: 'live', run: 'main', unknown: 0, badPayloads: 0, quality: 'lite' });
    await vi.waitFor(async () => {
      const shown = await page.evaluate(() => Number(window.__v2x.stats()['vehicles']));
      expect(Math.abs(shown - run.status().vehicles)).toBeLessThanOrEqual(1);
    });
    expect(await page.locator('[data-state]').getAttribute('data-state')).toBe('live');
    expect(Number(stats['drawCalls'])).toBeLessThanOrEqual(60);
    expect(complaints).toEqual([]);
  });

  it('draws a picture', async () => {
    const page = await visit('light=day');
    const colors = await page.evaluate(() => {
      window.__v2x.renderOnce();
      const canvas = document.getElementById('scene') as HTMLCanvasElement;
      const copy = document.createElement('canvas');
      copy.width = 200;
      copy.height = 120;
      const context = copy.getContext('2d');
      context?.drawImage(canvas, 0, 0, 200, 120);
      const pixels = new Uint32Array(context?.getImageData(0, 0, 200, 120).data.buffer ?? new ArrayBuffer(0));
      return new Set(pixels).size;
    });
    expect(colors).toBeGreaterThan(100);
  });

  it('shows a letter for every group of the signal', async () => {
    const page = await visit('');
    const signals = await page.evaluate(() => window.__v2x.signals());
    expect(Object.values(signals)[0]).toMatch(/^[rygGuoOs]{8,}$/);
  });

  it('opens the inspector on a click, with the last messages decoded', async () => {
    const page = await visit('');
    const id = await aimAtOne(page);
    const place = await page.evaluate((wanted) => window.__v2x.vehicle(wanted)?.screen, id);
    await page.mouse.click(place?.x ?? 0, place?.y ?? 0);
    await page.locator(`[data-vehicle="${id}"]`).waitFor();
    const bsm = page.locator('[data-message="tx bsm"]');
    await bsm.locator('summary').click();
    await bsm.getByText('sec_mark').waitFor();
    expect(await bsm.innerText()).toMatch(/speed\s+\d+ = [\d.]+ m\/s/);
    await page.keyboard.press('Escape');
    await page.locator(`[data-vehicle="${id}"]`).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('finds a vehicle by its id without a pointer, and follows it', async () => {
    const page = await visit('');
    const id = await aimAtOne(page);
    await page.evaluate(() => window.__v2x.freeze(false));
    await page.keyboard.press('/');
    await page.locator('#search').fill(id);
    await page.keyboard.press('Enter');
    await page.locator(`[data-vehicle="${id}"]`).waitFor();
    await page.waitForFunction((wanted) => {
      const { screen } = window.__v2x.vehicle(wanted) ?? {};
      // The panels take 268 px on the left and 316 px on the right.
      const middle = { x: (268 + window.innerWidth - 316) / 2, y: window.innerHeight / 2 };
      return screen === undefined || Math.hypot(screen.x - middle.x, screen.y - middle.y) < 120;
    }, id);
  });

  it('finds who is typed faster than the panels look at the road', async () => {
    const page = await visit('', DESKTOP, (fresh) =>
      fresh.addInitScript(() => {
        const { setInterval } = window;
        const slowed = (callback: () => void, period_ms: number) => setInterval(callback, period_ms * 100);
        Object.assign(window, { setInterval: slowed });
      }),
    );
    const id = await aimAtOne(page);
    await page.locator('#search').fill(id);
    await page.keyboard.press('Enter');
    await page.locator(`[data-vehicle="${id}"]`).waitFor();
  });

  it('speaks Chinese and English', async () => {
    const page = await visit('lang=en');
    await page.getByText('On the road').waitFor();
    await page.getByRole('button', { name: 'Language: switch to Chinese' }).click();
    await page.getByText('在途车辆').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.getByRole('button', { name: '语言：切换到英文' }).click();
    await page.getByText('On the road').waitFor();
  });

  it('pauses, steps by one tick, and goes on', async () => {
    const page = await visit('');
    await page.keyboard.press('Space');
    await page.locator('[data-state="paused"]').waitFor();
    await page.waitForFunction(
      () => {
        const now = Number(window.__v2x.stats()['simTimeMs']);
        const state = window as unknown as { before?: number };
        const still = state.before === now;
        state.before = now;
        return still;
      },
      undefined,
      { polling: 700 },
    );
    const held_ms = await simTime(page);
    await page.keyboard.press('.');
    await vi.waitFor(async () => expect(await simTime(page)).toBeCloseTo(held_ms + 100, 3), { timeout: 5000 });
    await page.keyboard.press('Space');
    await page.locator('[data-state="live"]').waitFor();
    await vi.waitFor(async () => expect(await simTime(page)).toBeGreaterThan(held_ms + 500), { timeout: 10_000 });
    expect(complaints).toEqual([]);
  });

  it('changes the light, and switches layers', async () => {
    const page = await visit('');
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('night');
    await page.getByText('Layers', { exact: true }).click();
    await page.locator('[data-layer="vehicles"]').uncheck();
    expect(await page.evaluate(() => window.__v2x.layers()['vehicles'])).toBe(false);
  });

  it('opens the charts and fills them from the figures', async () => {
    const page = await visit('lang=en');
    await page.keyboard.press('g');
    const speed = page.locator('.chart', { hasText: 'Mean speed' });
    await speed.locator('canvas').waitFor();
    await vi.waitFor(async () => expect(await speed.innerText()).toMatch(/[\d.]+ km\/h/), { timeout: 5000 });
    await page.getByRole('button', { name: 'Charts' }).click();
    await speed.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('finds a roadside unit, shows its last messages, and leads on to its signal', async () => {
    const page = await visit('lang=en');
    await page.keyboard.press('/');
    await page.locator('#search').fill('rsu');
    await page.keyboard.press('Enter');
    await page.locator('[data-place]').waitFor();
    const spat = page.locator('[data-message="tx spat"]');
    await spat.locator('summary').click();
    await spat.getByText('phases[0].id', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: /^Signal / }).click();
    await page.locator('.group').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps layers, light and choice in its address, and shows the same from it', async () => {
    const page = await visit('lang=en');
    await page.keyboard.press('4');
    await page.keyboard.press('n');
    await page.keyboard.press('/');
    await page.locator('#search').fill('rsu');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => {
      const query = new URLSearchParams(window.location.search);
      const [sel, layers, light] = ['sel', 'layers', 'light'].map((name) => query.get(name) ?? '');
      return sel.startsWith('rsu:') && layers === 'ranges' && light === 'day';
    });
    const chosen = await page.locator('[data-place]').getAttribute('data-place');
    await page.reload();
    await page.locator(`[data-place="${chosen}"]`).waitFor();
    expect(await page.evaluate(() => window.__v2x.layers()['ranges'])).toBe(true);
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('day');
    expect(complaints).toEqual([]);
  });

  it('has the vehicles as a table: sorted by a column, chosen by keyboard', async () => {
    const page = await visit('lang=en');
    await page.keyboard.press('v');
    await page.getByRole('dialog', { name: 'Table' }).waitFor();
    const rows = page.locator('.wide-table tbody tr');
    await rows.first().waitFor();
    await page.getByRole('button', { name: 'Speed' }).click();
    expect(await page.locator('th[aria-sort="ascending"]').innerText()).toContain('Speed');
    await page.getByRole('button', { name: /^Roadside/ }).click();
    const id = await rows.first().locator('button').innerText();
    await rows.first().locator('button').focus();
    await page.keyboard.press('Enter');
    await page.locator(`[data-place="${id}"]`).waitFor();
    expect(complaints).toEqual([]);
  });

  it('names the scenarios with the command that starts them', async () => {
    const page = await visit('lang=zh');
    await page.getByRole('button', { name: '全部场景' }).click();
    const card = page.locator('[data-scenario="junction"]');
    await card.getByText('npx chelu start junction').waitFor();
    expect((await card.locator('h3').innerText()).length).toBeGreaterThan(4);
    expect(complaints).toEqual([]);
  });

  it('shows sheets on a narrow screen', async () => {
    const page = await visit('lang=en', PHONE);
    const figures = page.locator('[data-figure="counts.running"]');
    expect(await figures.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await figures.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await figures.waitFor({ state: 'hidden' });
  });

  it('works without a server on its mock', async () => {
    const page = await visit('mock=20');
    const stats = await page.evaluate(() => window.__v2x.stats());
    expect(stats).toMatchObject({ run: 'mock', vehicles: 20, connection: 'live' });
    expect(complaints).toEqual([]);
  });

  it('says that the server is gone, and shows the next run by itself', async () => {
    const second = await startRun();
    const context = await browser.newContext(DESKTOP);
    open = await context.newPage();
    await open.goto(`${second.served?.page_url}/?q=lite&maxfps=5`);
    await open.locator('[data-state="live"]').waitFor();
    second.stop();
    await second.finished;
    await open.locator('[data-state="gone"], [data-state="lost"]').waitFor();
    await open.getByRole('alert').waitFor();
    const third = await startRun(Number(new URL(second.served?.page_url ?? '').port));
    try {
      await open.locator('[data-state="live"]').waitFor();
      await open.waitForFunction(() => window.__v2x.vehicles().length > 0);
    } finally {
      third.stop();
      await third.finished;
    }
  });
});
