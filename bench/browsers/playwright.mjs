// @ts-check
// What Chromium and Firefox have in common: Playwright drives both.

/**
 * A driver around a browser that Playwright has launched.
 * @param {import('./index.mjs').EngineName} name
 * @param {import('@playwright/test').Browser} browser
 * @returns {Promise<import('./index.mjs').Driver>}
 */
export async function playwrightDriver(name, browser) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const log = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') log.push(message.text());
  });
  page.on('pageerror', (error) => log.push(String(error)));
  page.on('crash', () => log.push('the page crashed'));
  return {
    name,
    version: browser.version(),
    userAgent: await page.evaluate(() => navigator.userAgent),
    log,
    async goto(url) {
      await page.goto(url);
    },
    evaluate: (code, argument) => page.evaluate(code, argument),
    async screenshot(path) {
      await page.screenshot({ path, fullPage: true });
    },
    close: () => browser.close(),
  };
}
