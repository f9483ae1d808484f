// The stage of `npm test` that runs tests/**/*.spec.ts in the browsers, and counts from Playwright's JSON report.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../files.mjs';

const CONFIG = join(ROOT, 'playwright.config.ts');
const REPORT = join(ROOT, 'build/playwright.json');

/** The tests of a browser that set-up could not install count as skipped. @returns {Promise<import('./lint.mjs').Count>} */
export async function playwrightTests() {
  if (!existsSync(CONFIG)) throw new Error('playwright.config.ts is missing');
  rmSync(REPORT, { force: true });
  const code = await new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'node_modules/.bin/playwright'), ['test', '--reporter=list,json'], {
      cwd: ROOT,
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: REPORT },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (!existsSync(REPORT)) throw new Error(`Playwright ended with code ${code} and without a report`);
  const count = countReport(JSON.parse(readFileSync(REPORT, 'utf8')));
  if (code !== 0 && count.failed === 0) throw new Error(`Playwright ended with code ${code}`);
  return count;
}

/**
 * Errors outside of tests (a file that does not load) belong to no test's count; a test that passes only when it is
 * repeated counts as failed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} report
 * @returns {import('./lint.mjs').Count}
 */
export function countReport({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
