// @ts-check
import { chromium } from '@playwright/test';
import { playwrightDriver } from './playwright.mjs';

/** Starts the Chromium that set-up found. @param {{ path: string }} found */
export async function launch({ path }) {
  return playwrightDriver('chromium', await chromium.launch({ executablePath: path }));
}
