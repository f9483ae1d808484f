// Writes the TypeScript side of kernels/registry.json: the registry as data, parameter types, the engine's methods, and
// the imports of the JavaScript twins.

const HEADER = '// Written by scripts/generate.mjs from kernels/registry.json.\n';

const pascal = (name) => name[0].toUpperCase() + name.slice(1);

function typeOf({ type, values, broadcast }) {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'enum':
      return values.map((value) => `'${value}'`).join(' | ');
    case 'numbers':
      return broadcast ? 'number | ArrayLike<number>' : 'ArrayLike<number>';
    default:
      throw new Error(`No TypeScript type for ${type}`);
  }
}

function explain(parameter) {
  const { type, summary, unit, min, max, lengths, default: value } = parameter;
  const facts = [];
  if (type === 'integer') facts.push(`integer from ${min} to ${max}`);
  if (type === 'number') facts.push(`${min} to ${max}`);
  if (type === 'numbers') facts.push(`${lengths.join(' or ')} numbers from ${min} to ${max}`);
  const range = facts.length > 0 ? `: ${facts.join(', ')}${unit ? ` ${unit}` : ''}` : '';
  return `${summary}${range}. Default ${JSON.stringify(value)}.`;
}

function parameterTypes({ name, parameters }) {
  if (parameters.length === 0) return '';
  const fields = parameters.map((p) => `  /** ${explain(p)} */\n  ${p.name}?: ${typeOf(p)};\n`);
  return `/** Parameters of the kernel \`${name}\`. */\nexport interface ${pascal(name)}Params {\n${fields.join('')}}\n\n`;
}

const paramsType = ({ name, parameters }) =>
  parameters.length > 0 ? `${pascal(name)}Params` : 'Record<string, never>';

function method({ name, summary, source, parameters }) {
  const hasParameters = parameters.length > 0;
  const params = hasParameters ? `, params?: ${pascal(name)}Params` : '';
  const doc = [
    summary,
    '',
    source,
    '',
    '@param image - of this engine; it is not changed',
    ...(hasParameters ? ['@param params - absent ones take their defaults'] : []),
    '@returns a new image, to be released by the caller',
    '@throws ImageError `INVALID_ARGUMENT` for a bad parameter or image, `LIMIT`, `OUT_OF_MEMORY`',
  ];
  return (
    `  /**\n${doc.map((line) => `   *${line ? ` ${line}` : ''}\n`).join('')}   */\n` +
    `  ${name}(image: Image${params}): Image {\n` +
    `    return this.apply('${name}', image${hasParameters ? ', params' : ''});\n  }\n`
  );
}

/** The text of bindings/generated/registry.ts: the registry as data, and the types of the kernels' parameters. */
export function registryTs(registry) {
  const names = registry.kernels.map((kernel) => `'${kernel.name}'`);
  const map = registry.kernels.map((kernel) => `  ${kernel.name}: ${paramsType(kernel)};\n`);
  return `${HEADER}import type { Registry } from '../registry-types.js';

/** Every kernel's name. */
export type KernelName =
  | ${names.join('\n  | ')};

${registry.kernels.map(parameterTypes).join('')}/** The parameters of each kernel. */
export interface KernelParams {
${map.join('')}}

/** The registry of kernels as data: what user interfaces, tests and benchmarks loop over. */
export const registry: Registry = ${JSON.stringify(registry, null, 2)};
`;
}

/** The text of bindings/generated/kernels.ts: a typed method for every kernel. */
export function kernelsTs({ kernels }) {
  const types = kernels
    .filter((kernel) => kernel.parameters.length > 0)
    .map((kernel) => `${pascal(kernel.name)}Params`);
  return `${HEADER}import type { Image } from '../image.js';
import type { KernelName, ${types.join(', ')} } from './registry.js';

/** A method for every kernel of the registry; the engine inherits them. */
export abstract class KernelMethods {
  /** Runs a kernel into a new image. */
  protected abstract apply(kernel: KernelName, image: Image, params?: object): Image;

${kernels.map(method).join('\n')}}
`;
}

/** The text of bindings/generated/baseline.ts: the JavaScript twin of every kernel, by name. */
export function baselineTs({ kernels }) {
  const files = [...new Set(kernels.map((kernel) => kernel.file))].sort();
  const imports = files.map((file) => {
    const names = kernels.filter((kernel) => kernel.file === file).map((kernel) => kernel.name);
    return `import { ${names.join(', ')} } from '../../js-baseline/${file}.js';\n`;
  });
  return `${HEADER}${imports.join('')}import type { Baseline } from '../js-lane.js';

export const baseline: Baseline = { ${kernels.map((kernel) => kernel.name).join(', ')} };
`;
}
