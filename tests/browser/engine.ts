/** One test, three engines: hands a test the driver of its project's engine. Playwright's own `page` is never asked for. */
import { test as base } from '@playwright/test';
import { type Driver, type EngineName, findBrowsers, launchBrowser } from '../../bench/browsers/index.mjs';
import { ROOT } from '../../scripts/files.mjs';
import { serve } from '../../scripts/serve.mjs';

export interface EngineOptions {
  /** Which engine the project is about. */
  engine: EngineName;
}

interface Site {
  address: string;
  close(): Promise<void>;
}

interface Worker extends EngineOptions {
  /** The whole repository, served with isolation headers. */
  isolated: Site;
  /** The same without them. */
  plain: Site;
  /** Starts the engine at the first call; every test after it shares it. */
  launched: () => Promise<Driver>;
}

interface Fixtures {
  driver: Driver;
}

export const test = base.extend<Fixtures, Worker>({
  engine: ['chromium', { option: true, scope: 'worker' }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
  isolated: [({}, use) => serving(true, use), { scope: 'worker' }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
  plain: [({}, use) => serving(false, use), { scope: 'worker' }],
  launched: [
    async ({ engine }, use) => {
      let launched: Promise<Driver> | undefined;
      await use(() => {
        launched ??= launchBrowser(engine);
        return launched;
      });
      await (await launched)?.close();
    },
    { scope: 'worker' },
  ],
  driver: async ({ engine, launched }, use, info) => {
    const found = findBrowsers()[engine];
    info.skip('missing' in found, 'missing' in found ? found.missing : '');
    await use(await launched());
  },
});

async function serving(isolated: boolean, use: (site: Site) => Promise<void>): Promise<void> {
  const site = await serve(ROOT, { isolated });
  await use(site);
  await site.close();
}

export { expect } from '@playwright/test';
