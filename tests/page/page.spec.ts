import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import jpeg from 'jpeg-js';
import { violations } from '../../bench/results.mjs';
import { ROOT } from '../../scripts/files.mjs';
import { serve } from '../../scripts/serve.mjs';
import type { RaceResult } from '../../web/src/race/types';

const PAGE = join(ROOT, 'build/web');

type Site = Awaited<ReturnType<typeof serve>>;
let isolated: Site;
let plain: Site;

test.beforeAll(async () => {
  isolated = await serve(PAGE);
  plain = await serve(PAGE, { isolated: false });
});

test.afterAll(async () => {
  await isolated.close();
  await plain.close();
});

test('loads without errors, under the strict policy, and says which lanes it has', async ({ page }) => {
  const troubles = watch(page);
  await open(page, isolated);
  await expect(page.getByRole('checkbox', { name: /^js / })).toBeChecked();
  for (const lane of ['scalar', 'simd', 'threads']) {
    await expect(page.getByRole('checkbox', { name: new RegExp(`^${lane} `) })).toBeEnabled();
  }
  expect(troubles).toEqual([]);
});

test('a quick race by keyboard ends with verified rows, pictures and a file that keeps to the schema', async ({
  page,
}) => {
  const troubles = watch(page);
  await open(page, isolated);
  await dropPhoto(page);
  await chooseByKeyboard(page, ['blur-sigma5', 'negate', 'decode-png']);
  await tabTo(page, page.getByRole('button', { name: 'Start the race' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#status')).toHaveText('Finished', { timeout: 60_000 });

  const groups = page.locator('#chart .group');
  await expect(groups).toHaveCount(4); // the three and the yardstick
  await expect(groups.filter({ hasText: 'negate' }).locator('[data-lane="simd"] b')).toHaveText(/^[\d.]+×$/);
  await expect(page.locator('#chart')).not.toContainText('mismatch');

  await page.getByRole('combobox', { name: 'Task', exact: true }).selectOption('negate');
  const pictures = page.locator('#gallery figure');
  await expect(pictures).toHaveCount(4);
  await expect(pictures.last()).toContainText('identical in every pixel');
  const [input, js, simd, difference] = await Promise.all([0, 1, 2, 3].map((index) => firstPixel(pictures.nth(index))));
  expect(simd).toEqual(js);
  expect(js).toEqual([255 - input[0], 255 - input[1], 255 - input[2], input[3]]);
  expect(difference.slice(0, 3)).toEqual([0, 0, 0]);

  const result: RaceResult = JSON.parse(
    await downloaded(page, page.getByRole('button', { name: /Download the raw results/ })),
  );
  expect(await violations(result)).toEqual([]);
  expect(result.input).toMatchObject({ name: 'dropped.jpg', width: 200, height: 150 });
  expect(new Set(result.rows.map(({ task }) => task))).toEqual(
    new Set(['copy', 'negate', 'blur-sigma5', 'decode-png']),
  );
  expect(result.rows.filter(({ verified }) => !verified)).toEqual([]);
  expect(troubles).toEqual([]);
});

test('without isolation headers it works and says why threads is absent', async ({ page }) => {
  await open(page, plain);
  const threads = page.getByRole('checkbox', { name: /^threads / });
  await expect(threads).toBeDisabled();
  await expect(page.locator('label').filter({ has: threads })).toContainText(/isolat/i);
  await dropPhoto(page);
  const result = await race(page, { tasks: ['grayscale'], sizes: ['64'], clocks: ['kernel'] });
  expect(new Set(result.rows.map(({ lane }) => lane))).toEqual(new Set(['js', 'scalar', 'simd']));
  expect(result.rows.every(({ verified }) => verified)).toBe(true);
  expect(result.host.crossOriginIsolated).toBe(false);
});

test('stopping ends a race at once and keeps the rows so far', async ({ page }) => {
  await open(page, isolated);
  await dropPhoto(page);
  await page.getByRole('button', { name: 'Start the race' }).click();
  await expect(page.locator('#chart .figures b').first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('#status')).toHaveText('Stopped');
  await expect(page.getByRole('button', { name: 'Start the race' })).toBeEnabled();
  await expect(page.getByRole('button', { name: /Download/ })).toBeEnabled();
});

test('says what is missing and what is wrong', async ({ page }) => {
  await open(page, isolated);
  await page.getByRole('button', { name: 'None' }).click();
  await dropPhoto(page);
  await page.getByRole('button', { name: 'Start the race' }).click();
  await expect(page.locator('#status')).toHaveText('Choose at least one task.');
  await drop(page, 'notes.txt', Buffer.from('not a picture'));
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('button', { name: 'Start the race' }).click();
  await expect(page.locator('#status')).toHaveText(/^Failed: .*notes\.txt/);
});

test('fits a phone without scrolling sideways', async ({ page }, info) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await open(page, isolated);
  await dropPhoto(page);
  await race(page, { tasks: ['resize', 'convolve', 'grayscale', 'png'], sizes: ['64'], clocks: ['kernel'] });
  await page.screenshot({ path: info.outputPath('phone.png'), fullPage: true });
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window);
});

test('is readable in the dark and in the light', async ({ page }, info) => {
  await open(page, isolated);
  await dropPhoto(page);
  await race(page, { tasks: ['negate', 'sobel'], sizes: ['64'], clocks: ['kernel'] });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: info.outputPath(`${colorScheme}.png`), fullPage: true });
    for (const text of ['h1', '.masthead p', '.choice small', 'button.primary', '.figures span.ms', '#facts dt']) {
      expect(await contrast(page.locator(text).first()), `${text} in ${colorScheme}`).toBeGreaterThan(4.5);
    }
  }
});

/** Console errors, exceptions and violations of the policy, as they come. */
function watch(page: Page): string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  return troubles;
}

async function open(page: Page, server: Site): Promise<void> {
  await page.goto(server.address);
  await expect(page.locator('#lanes input')).toHaveCount(4);
}

/** A small photo with colour gradients, dropped on the page as a reader would. */
async function dropPhoto(page: Page): Promise<void> {
  const [width, height] = [200, 150];
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set([40 + x / 2, 200 - y, 128 + 60 * Math.sin(x / 25) * Math.cos(y / 19), 255], 4 * i);
  }
  await drop(page, 'dropped.jpg', jpeg.encode({ data, width, height }, 90).data);
  await expect(page.locator('#chosen-caption')).toContainText('200 × 150');
}

async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  await page.evaluate(
    ([name, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name));
      document
        .querySelector('#drop')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, bytes.toString('base64')],
  );
  await expect(page.locator('#file-name')).toHaveText(name);
}

/** The file that a button offers, as text. Taken where the page hands it over: Playwright hears of no downloads in Debian's Firefox. */
async function downloaded(page: Page, button: Locator): Promise<string> {
  const file = await page.evaluateHandle(() => {
    const create = URL.createObjectURL;
    return {
      text: new Promise<string>((resolve) => {
        URL.createObjectURL = (blob) => {
          URL.createObjectURL = create;
          resolve((blob as Blob).text());
          return create(blob);
        };
      }),
    };
  });
  await button.press('Enter');
  return file.evaluate(({ text }) => text);
}

/** Presses Tab until the element, further down the page, has the focus: what cannot be reached so is not usable by keyboard. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`80 presses of Tab do not reach ${target}`);
}

async function chooseByKeyboard(page: Page, tasks: string[]): Promise<void> {
  await tabTo(page, page.getByRole('button', { name: 'None' }));
  await page.keyboard.press('Enter');
  for (const task of tasks) {
    const box = page.locator(`input[name="task"][value="${task}"]`);
    if (!(await box.isVisible())) {
      await tabTo(page, page.locator('details').filter({ has: box }).locator('summary'));
      await page.keyboard.press('Enter');
    }
    await tabTo(page, box);
    await page.keyboard.press('Space');
  }
}

/** A quick race of the dropped photo, as headless drivers start one. */
async function race(page: Page, options: { tasks: string[]; sizes: string[]; clocks: string[] }): Promise<RaceResult> {
  const file = await page.evaluateHandle(async () => {
    const pixels = new ImageData(96, 64);
    for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : (i * 7) % 251;
    const canvas = new OffscreenCanvas(96, 64);
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
    return new File([await canvas.convertToBlob({ type: 'image/png' })], 'noise.png');
  });
  await page.evaluate(([options, photo]) => window.pixlaneRace.start({ ...options, photo, quick: true } as never), [
    options,
    file,
  ] as const);
  await page.waitForFunction(() => window.pixlaneRace.state.done, null, { timeout: 90_000 });
  const { error, result } = await page.evaluate(() => window.pixlaneRace.state);
  expect(error).toBeNull();
  return result as RaceResult;
}

async function firstPixel(figure: Locator): Promise<number[]> {
  return figure
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])]);
}

/** WCAG contrast ratio of an element's text to the nearest background behind it. */
async function contrast(element: Locator): Promise<number> {
  return element.evaluate((start) => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string) => {
      const [red, green, blue] = channels(color).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    let behind: Element | null = start;
    while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [dark, light] = [getComputedStyle(start).color, getComputedStyle(behind ?? document.body).backgroundColor]
      .map(luminance)
      .sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  });
}
