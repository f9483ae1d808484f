// The reference of kernels: everything the registry says is on it, and its pictures are made by the kernels themselves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import type { Registry } from '../../dist/bindings/index.js';
import { ROOT } from '../../scripts/files.mjs';
import { serve } from '../../scripts/serve.mjs';

const { kernels }: Registry = JSON.parse(readFileSync(join(ROOT, 'kernels/registry.json'), 'utf8'));

let site: Awaited<ReturnType<typeof serve>>;
test.beforeAll(async () => {
  site = await serve(join(ROOT, 'build/web'));
});
test.afterAll(() => site.close());

test('shows every kernel with its formula, its parameters and a picture that it made', async ({ page }) => {
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(`${site.address}reference.html`);
  await expect(page.locator('article')).toHaveCount(kernels.length);
  for (const { name, formula, parameters, results } of kernels) {
    const article = page.locator(`#kernel-${name}`);
    await expect(article).toContainText(formula);
    for (const parameter of parameters)
      await expect(article.getByRole('rowheader', { name: parameter.name, exact: true }).first()).toBeVisible();
    await article.scrollIntoViewIfNeeded();
    await expect(article.locator('figcaption').last()).toContainText('{', { timeout: 20_000 });
    if (!results) expect(await isDrawn(article.locator('canvas').last()), name).toBe(true);
  }
  expect(troubles).toEqual([]);
});

test('fits a phone without scrolling sideways', async ({ page }, info) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await page.goto(`${site.address}reference.html#kernel-blur`);
  await expect(page.locator('#kernel-blur figcaption').last()).toContainText('sigma');
  await page.screenshot({ path: info.outputPath('reference-phone.png') });
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window);
});

/** Whether a canvas shows more than one colour. */
function isDrawn(canvas: Locator): Promise<boolean> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const data = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const pixels = new Uint32Array(new Uint8ClampedArray(data).buffer);
    return pixels.some((pixel) => pixel !== pixels[0]);
  });
}
