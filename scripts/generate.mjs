// Writes everything that derives from kernels/registry.json and codecs/options.json. Files whose text would not change are left alone, so that
// builds that depend on their times stay up to date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpp } from './generate/cpp.mjs';
import { optionsCpp, optionsTs, validateOptions } from './generate/options.mjs';
import { baselineTs, kernelsTs, registryTs } from './generate/ts.mjs';
import { validate } from './generate/validate.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Generates all files below `root`.
 * @param {string} root the repository
 * @returns {string[]} the files that changed, relative to `root`
 * @throws Error when the registry is wrong
 */
export function generate(root = ROOT) {
  const registry = JSON.parse(readFileSync(join(root, 'kernels/registry.json'), 'utf8'));
  validate(registry);
  const options = JSON.parse(readFileSync(join(root, 'codecs/options.json'), 'utf8'));
  validateOptions(options);
  const files = {
    'build/generated/kernels_gen.h': cpp(registry),
    'bindings/generated/registry.ts': registryTs(registry),
    'bindings/generated/kernels.ts': kernelsTs(registry),
    'bindings/generated/baseline.ts': baselineTs(registry),
    'build/generated/options_gen.h': optionsCpp(options),
    'bindings/generated/options.ts': optionsTs(options),
  };
  return Object.entries(files).flatMap(([name, text]) => (writeIfChanged(join(root, name), text) ? [name] : []));
}

function writeIfChanged(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) return false;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return true;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const changed = generate();
  console.log(changed.length > 0 ? `generated ${changed.join(', ')}` : 'generated files are up to date');
}
