// Type-checked as a user of Node would, without the types of a browser.
import { createEngine, type Engine, type Format, ImageError, lanes } from 'pixlane';

const engine: Engine = await createEngine({ lane: 'simd' });
const format: Format = 'webp';
const image = engine.createImage(4, 4);
const made: Uint8Array = engine.encode(engine.negate(image), format, { lossless: true });
const available: string[] = lanes().map(({ lane }) => lane);
const code: 'LIMIT' | string = new ImageError('LIMIT', 'too large').code;
// @ts-expect-error images are made by engines
engine.negate({ width: 4, height: 4 });
// @ts-expect-error there is no such kernel
engine.embroider(image);

export { available, code, made };
