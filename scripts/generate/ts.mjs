// Writes the TypeScript side of kernels/registry.json: the registry as data, parameter types, the engine's methods, and
// the imports of the JavaScript twins.

const HEADER = '// Written by scripts/generate.mjs from kernels/registry.json.\n';

export const pascal = (name) => name[0].toUpperCase() + name.slice(1);

/** The TypeScript type of a parameter. */
export function typeOf({ type, values, broadcast, named = {} }) {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'enum':
      return values.map((value) => `'${value}'`).join(' | ');
    case 'table':
      return 'ArrayLike<number>';
    case 'numbers':
      return [
        ...(broadcast ? ['number'] : []),
        'ArrayLike<number>',
        ...Object.keys(named).map((name) => `'${name}'`),
      ].join(' | ');
    default:
      throw new Error(`No TypeScript type for ${type}`);
  }
}

/** A parameter's documentation. */
export function explain(parameter) {
  const { type, summary, unit, min, max, lengths, default: value } = parameter;
  const facts = [];
  if (type === 'integer') facts.push(`integer from ${min} to ${max}`);
  if (type === 'number') facts.push(`${min} to ${max}`);
  if (type === 'numbers' || type === 'table') facts.push(`${some(lengths)} numbers from ${min} to ${max}`);
  const range = facts.length > 0 ? `: ${facts.join(', ')}${unit ? ` ${unit}` : ''}` : '';
  return `${summary}${range}. ${value === undefined ? 'Required' : `Default ${JSON.stringify(value)}`}.`;
}

/** Every length where they are few. */
const some = (lengths) =>
  lengths.length < 8 ? lengths.join(' or ') : `${lengths.slice(0, 3).join(', ')} … ${lengths.at(-1)}`;

/** A parameter without a default has to be given. */
const needsParams = ({ parameters }) => parameters.some((p) => p.default === undefined);

/** What the source's depth may be. */
const bits = ({ depths = [8] }) => `, of ${depths.join(' or ')} bits a channel`;

/** What a kernel's method returns. */
function resultType({ output, results }) {
  if (output !== 'values') return 'Image';
  const forms = { bytes: 'Uint8Array<ArrayBuffer>', text: 'string' };
  const typeOfResult = ({ count, as }) => forms[as] ?? (count === 1 ? 'number' : 'Float64Array<ArrayBuffer>');
  if (results.length === 1) return typeOfResult(results[0]);
  return `{ ${results.map((result) => `${result.name}: ${typeOfResult(result)}`).join('; ')} }`;
}

function parameterTypes({ name, parameters }) {
  if (parameters.length === 0) return '';
  const fields = parameters.map(
    (p) => `  /** ${explain(p)} */\n  ${p.name}${p.default === undefined ? '' : '?'}: ${typeOf(p)};\n`,
  );
  return `/** Parameters of the kernel \`${name}\`. */\nexport interface ${pascal(name)}Params {\n${fields.join('')}}\n\n`;
}

const paramsType = ({ name, parameters }) =>
  parameters.length > 0 ? `${pascal(name)}Params` : 'Record<string, never>';

function method(kernel) {
  const { name, summary, source, formula, parameters, second, output, results } = kernel;
  const hasParameters = parameters.length > 0;
  const params = hasParameters ? `, params${needsParams(kernel) ? '' : '?'}: ${pascal(name)}Params` : '';
  const returned = output === 'values' ? results.map((r) => `${r.name}: ${r.summary}`) : [];
  const doc = [
    summary,
    '',
    `${formula}. ${source}`,
    '',
    `@param image - of this engine${bits(kernel)}; it is not changed`,
    ...(second ? [`@param second - of this engine, ${second === 'same' ? 'of the same size' : 'of any size'}`] : []),
    ...(hasParameters ? ['@param params - absent ones take their defaults'] : []),
    `@returns ${returned.length > 0 ? returned.join('; ') : 'a new image, to be released by the caller'}`,
    '@throws ImageError `INVALID_ARGUMENT` for a bad parameter or image, `LIMIT`, `OUT_OF_MEMORY`',
  ];
  return (
    `  /**\n${doc.map((line) => `   *${line ? ` ${line}` : ''}\n`).join('')}   */\n` +
    `  ${name}(image: Image${second ? ', second: Image' : ''}${params}): ${resultType(kernel)} {\n` +
    `    ${returnOf(kernel)}\n  }\n`
  );
}

function returnOf(kernel) {
  const { name, parameters, second, output } = kernel;
  const given = parameters.length > 0 ? 'params' : 'undefined';
  const call = [`'${name}'`, 'image', ...(second ? [given, 'second'] : parameters.length > 0 ? [given] : [])].join(
    ', ',
  );
  if (output !== 'values') return `return this.apply(${call});`;
  return `return this.measure(${call}) as ${resultType(kernel)};`;
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
export const registry: Registry = ${JSON.stringify(registry)};
`;
}

/** The text of bindings/generated/kernels.ts: a typed method for every kernel. */
export function kernelsTs({ kernels }) {
  const types = kernels
    .filter((kernel) => kernel.parameters.length > 0)
    .map((kernel) => `${pascal(kernel.name)}Params`);
  return `${HEADER}import type { Image } from '../image.js';
import type { Results } from '../results.js';
import type { KernelName, ${types.join(', ')} } from './registry.js';

/** A method for every kernel of the registry; the engine inherits them. */
export abstract class KernelMethods {
  /** Runs a kernel into a new image. */
  protected abstract apply(kernel: KernelName, image: Image, params?: object, second?: Image): Image;

  /** Runs a kernel that answers with numbers. */
  abstract measure(kernel: KernelName, image: Image, params?: object, second?: Image): Results;

${kernels.map(method).join('\n')}}
`;
}

/** The text of bindings/generated/baseline.ts: the JavaScript twin of every kernel, by name and depth. */
export function baselineTs({ kernels }) {
  const twins = kernels.flatMap(({ name, file, file16 }) => [
    { file, name },
    ...(file16 ? [{ file: file16, name: `${name}16` }] : []),
  ]);
  const files = [...new Set(twins.map((twin) => twin.file))].sort();
  const imports = files.map((file) => {
    const names = twins.filter((twin) => twin.file === file).map((twin) => twin.name);
    return `import { ${names.join(', ')} } from '../../js-baseline/${file}.js';\n`;
  });
  const deep = kernels
    .filter(({ depths = [8] }) => depths.includes(16))
    .map(({ name, file16 }) => (file16 ? `${name}: ${name}16` : name));
  return `${HEADER}${imports.join('')}import type { Baseline } from '../js-lane.js';

/** Of 8 bits a channel. */
export const baseline: Baseline = { ${kernels.map((kernel) => kernel.name).join(', ')} };

/** Of 16 bits a channel. */
export const baseline16: Partial<Baseline> = { ${deep.join(', ')} };
`;
}
