/** The race's own arithmetic: it decides what is believed, so it is tested apart from any browser. */
import { expect, test } from '@playwright/test';
import { logScale } from '../../web/src/page/scale';
import { measure, pace } from '../../web/src/race/clock';
import { compare, differencePreview, preview } from '../../web/src/race/compare';
import { agreeWithTwin, decodeAlike, equal, resemble } from '../../web/src/race/judge';
import { resolveParams } from '../../web/src/race/params';
import { seededRandom, speedup } from '../../web/src/race/statistics';
import type { Pixels } from '../../web/src/race/types';

function picture(width: number, height: number, value: (index: number) => number): Pixels {
  return { data: Uint8Array.from({ length: 4 * width * height }, (_, index) => value(index)), width, height };
}

function changed(source: Pixels, index: number, by: number): Pixels {
  const data = source.data.slice();
  data[index] += by;
  return { ...source, data };
}

const photo = picture(40, 30, (index) => (index * 37) % 200);

test.describe('speed-up', () => {
  test('is the median of the ratios of the same rounds, not the ratio of medians', () => {
    const { median, low, high } = speedup([10, 40, 12], [5, 4, 3], seededRandom(1));
    expect(median).toBe(4); // of 2, 10 and 4; the medians' ratio would be 3
    expect(low).toBe(2);
    expect(high).toBe(10);
  });

  test('has an interval that covers the true ratio about as often as it says', () => {
    const random = seededRandom(7);
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const noisy = (time: number) => Array.from({ length: 15 }, () => time * (1 + 0.2 * (random() - 0.5)));
      const { low, high } = speedup(noisy(30), noisy(10), random);
      if (low <= 3 && 3 <= high) covered++;
    }
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(200);
  });

  test('is the same for the same seed', () => {
    const samples = [3, 5, 4, 8, 6];
    expect(speedup(samples, [1, 1, 2, 2, 1], seededRandom(5))).toEqual(
      speedup(samples, [1, 1, 2, 2, 1], seededRandom(5)),
    );
  });

  test('refuses samples of different rounds', () => {
    expect(() => speedup([1, 2], [1], seededRandom(1))).toThrow(RangeError);
  });
});

test.describe('clock', () => {
  const spin = (ms: number) => () => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };

  test('takes one sample a lane and round, each long against the step, and finds the ratio', async () => {
    const runners = new Map([
      ['slow', { call: spin(2) }],
      ['fast', { call: spin(0.5) }],
    ]);
    const quick = pace({ quick: true }, 0.005);
    const samples = await measure(runners, quick, seededRandom(1), async () => {});
    const [slow, fast] = ['slow', 'fast'].map((name) => samples.get(name));
    expect(slow?.samplesMs).toHaveLength(5);
    expect(fast?.samplesMs).toHaveLength(5);
    expect(0.5 * (fast?.callsPerSample ?? 0)).toBeGreaterThanOrEqual(quick.sampleMs);
    const { median } = speedup(slow?.samplesMs ?? [], fast?.samplesMs ?? [], seededRandom(1));
    expect(median).toBeGreaterThan(3);
    expect(median).toBeLessThan(5);
  });

  test('makes samples at least 50 steps of a coarse clock long', () => {
    expect(pace({}, 1).sampleMs).toBe(50);
    expect(pace({}, 0.005).sampleMs).toBe(20);
  });

  test('ends when the time is used up, but not before five rounds', async () => {
    const short = { ...pace({ rounds: 1000, quick: true }, 0.005), budgetMs: 0 };
    const samples = await measure(new Map([['one', { call: spin(1) }]]), short, seededRandom(1), async () => {});
    expect(samples.get('one')?.samplesMs).toHaveLength(5);
  });
});

test.describe('judges', () => {
  test('accept what is equal and refuse one level in one channel', () => {
    const wrong = changed(photo, 1234, 1);
    const twin = agreeWithTwin(0);
    expect(twin('js', photo).verified).toBe(true);
    expect(twin('simd', { ...photo, data: photo.data.slice() }).verified).toBe(true);
    expect(twin('scalar', wrong)).toMatchObject({ verified: false, difference: { pixels: 1, max: 1 } });
    expect(equal(photo)('simd', wrong).verified).toBe(false);
  });

  test('keep to the tolerance', () => {
    const twin = agreeWithTwin(2);
    twin('js', photo);
    expect(twin('simd', changed(photo, 8, 2)).verified).toBe(true);
    expect(twin('simd', changed(photo, 8, 3)).verified).toBe(false);
  });

  test('refuse a lane when the twin has failed, and an output of another size', () => {
    expect(agreeWithTwin(0)('simd', photo).verified).toBe(false);
    expect(
      equal(photo)(
        'simd',
        picture(30, 40, () => 0),
      ).verified,
    ).toBe(false);
  });

  test('let lossy pictures differ a little and not much', () => {
    const near = picture(40, 30, (index) => photo.data[index] + (index % 3));
    const far = picture(40, 30, (index) => 255 - photo.data[index]);
    expect(resemble(photo)('simd', near).verified).toBe(true);
    expect(resemble(photo)('simd', far).verified).toBe(false);
    const decoded = decodeAlike(photo);
    expect(decoded('js', near).verified).toBe(true);
    expect(decoded('scalar', near).verified).toBe(false); // compiled lanes decode alike to the bit
    expect(decodeAlike(photo, far)('simd', photo).verified).toBe(false); // all alike, and all wrong
  });
});

test.describe('pictures', () => {
  test('show a single wrong pixel of a large image', () => {
    const large = picture(1000, 500, () => 100);
    const wrong = changed(large, 4 * (1000 * 321 + 654), 1);
    expect(compare(large, wrong)).toMatchObject({ pixels: 1, max: 1 });
    const shown = differencePreview(large, wrong);
    expect(shown.width).toBe(320);
    expect(Math.max(...shown.data.filter((_, index) => index % 4 === 0))).toBe(32);
  });

  test('average what they shrink and keep what is small', () => {
    expect(preview(picture(640, 2, (index) => (Math.floor(index / 4) % 2 === 0 ? 10 : 30))).data[0]).toBe(20);
    expect(preview(photo)).toEqual(photo);
  });
});

test('fractions of the width are resolved, everything else is kept', () => {
  const resize = { kernel: 'resize', params: { width: '1/4', filter: 'lanczos3', background: [1, 2] } } as const;
  expect(resolveParams(resize, 4288)).toEqual({ width: 1072, filter: 'lanczos3', background: [1, 2] });
  expect(resolveParams(resize, 1)).toMatchObject({ width: 1 });
});

test('a sample stands for a table of so many values, that fill the range', () => {
  const { table } = resolveParams({ kernel: 'lut', params: { table: 'sample/256' } }, 100) as { table: Float32Array };
  expect(table.length).toBe(256);
  expect(Math.min(...table)).toBe(0);
  expect(Math.max(...table)).toBeGreaterThan(253);
});

test('the scale holds every ratio and shows losses left of one', () => {
  const { ticks, at } = logScale([0.3, 20]);
  expect(ticks).toEqual([0.25, 0.5, 1, 2, 4, 8, 16, 32]);
  expect(at(0.25)).toBe(0);
  expect(at(32)).toBe(1);
  expect(at(4) - at(1)).toBeCloseTo(at(1) - at(0.25), 10);
});
