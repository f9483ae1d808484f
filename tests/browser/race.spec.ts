/** A short race in every engine, through what `npm run race` itself uses. */
import { join } from 'node:path';
import { raceIn } from '../../bench/race/engine.mjs';
import { coursesOf, parseOptions, racedPhotos } from '../../bench/race/options.mjs';
import { raceTable } from '../../bench/race/table.mjs';
import { violations } from '../../bench/results.mjs';
import { ROOT } from '../../scripts/files.mjs';
import { serve } from '../../scripts/serve.mjs';
import { expect, test } from './engine';

const PAGE = join(ROOT, 'build/web');
const TASKS = ['negate', 'resize-lanczos3', 'rotate90-16bit', 'to-8bit'];
const YARDSTICKS = ['copy', 'copy-16bit'];

// `driver` is asked for because it skips where the engine is missing; the race starts a browser of its own.
test('a quick race of a few tasks has every row verified', async ({ driver, engine }) => {
  const server = await serve(PAGE);
  try {
    const args = ['--quick', '--size', '64', '--clock', 'kernel', '--photo', 'Storm'];
    const options = parseOptions([...args, ...TASKS.flatMap((task) => ['--task', task])]);
    expect(options.save).toBe(false);
    const labels = new Set<string>();
    const courses = coursesOf(options, racedPhotos(PAGE));
    const result = await raceIn(engine, server.address, courses, ({ label }) => labels.add(label));

    expect(await violations(result)).toEqual([]);
    expect(result.host).toMatchObject({ engine, version: driver.version, crossOriginIsolated: true });
    expect(Object.keys(result.wasm).sort()).toEqual(['scalar', 'simd', 'threads']);
    expect(result.input).toMatchObject({ name: 'Storm', width: 1920, height: 1280 });
    const raced = result.rows.map(({ task, lane }) => `${task} ${lane}`);
    const lanes = ['js', 'scalar', 'simd', 'threads'];
    expect(raced.sort()).toEqual(
      [...YARDSTICKS, ...TASKS].flatMap((task) => lanes.map((lane) => `${task} ${lane}`)).sort(),
    );
    for (const row of result.rows) {
      expect(row, `${row.task} ${row.lane}: ${row.note}`).toMatchObject({ verified: true, width: 64, height: 64 });
    }
    const [heading, ...lines] = raceTable([result]);
    expect(heading[1]).toMatch(/^(Chromium|Firefox|WebKitGTK) [\d.]+$/);
    expect(lines.map(([task]) => task).sort()).toEqual([...TASKS].sort());
    for (const [, simd] of lines) expect(simd).toMatch(/^[\d.]+× \([\d.]+ to [\d.]+\)/);
  } finally {
    await server.close();
  }
});
