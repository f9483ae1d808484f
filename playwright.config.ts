import { existsSync } from 'node:fs';
import { defineConfig, type Project } from '@playwright/test';
import { ENGINES, findBrowsers } from './bench/browsers/index.mjs';
import type { EngineOptions } from './tests/browser/engine';

/** How Playwright itself starts the browsers that it can drive; tests of the page use its `page`. */
const LAUNCH = {
  chromium: (executablePath: string) => ({ browserName: 'chromium', launchOptions: { executablePath } }) as const,
  firefox: (executablePath: string) =>
    ({ browserName: 'firefox', channel: 'moz-firefox', launchOptions: { executablePath } }) as const,
};

/** Arithmetic that needs no browser: once is enough. */
const NO_BROWSER = 'page/core.spec.ts';

const browsers = existsSync('build/setup.json') ? findBrowsers() : null;
if (!browsers) throw new Error('build/setup.json is missing: run npm run setup');

function project(engine: (typeof ENGINES)[number]): Project<EngineOptions, EngineOptions> {
  const found = (browsers as NonNullable<typeof browsers>)[engine];
  const testMatch = ['browser/*.spec.ts'];
  // A browser that is not installed skips its tests in browser/, with the reason; a test with Playwright's `page` cannot.
  // WebKitGTK never gets one: Playwright would look for a WebKit of its own.
  if (engine === 'webkit' || 'missing' in found) return { name: engine, testMatch, use: { engine } };
  return {
    name: engine,
    testMatch: [...testMatch, 'page/*.spec.ts'],
    testIgnore: engine === 'chromium' ? [] : [NO_BROWSER],
    use: { engine, ...LAUNCH[engine](found.path) },
  };
}

export default defineConfig<EngineOptions, EngineOptions>({
  testDir: 'tests',
  outputDir: 'test-results',
  // Browsers share two cores with the servers: one at a time. A test that fails now and then is a fault, not bad luck.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  projects: ENGINES.map(project),
});
