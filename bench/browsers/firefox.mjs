// @ts-check
import { firefox } from '@playwright/test';
import { playwrightDriver } from './playwright.mjs';

/**
 * Starts the Firefox that set-up found; the channel makes Playwright speak WebDriver BiDi, which a stock Firefox knows.
 * @param {{ path: string }} found
 */
export async function launch({ path }) {
  return playwrightDriver('firefox', await firefox.launch({ channel: 'moz-firefox', executablePath: path }));
}
