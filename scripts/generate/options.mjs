// Writes both sides of codecs/options.json: C++ structs with their defaults and readers, TypeScript types and the list as data.
import { explain, pascal, typeOf } from './ts.mjs';

const HEADER = '// Written by scripts/generate.mjs from codecs/options.json.\n';
const TYPES = ['integer', 'number', 'boolean', 'enum'];

/** `4:2:0` becomes k420. */
const enumerator = (value) => `k${pascal(value.replace(/\W/g, ''))}`;

/** @throws Error naming the first entry that is wrong */
export function validateOptions({ sets }) {
  for (const { name, type, summary, parameters } of sets) {
    const check = (condition, message) => {
      if (!condition) throw new Error(`codecs/options.json: ${name}: ${message}`);
    };
    check(/^[a-z]+$/.test(name) && /^[A-Z]\w+$/.test(type) && summary?.endsWith('.'), 'incomplete');
    const names = new Set(parameters.map((parameter) => parameter.name));
    check(names.size === parameters.length, 'a name stands twice');
    for (const { name: field, type: kind, min, max, values, summary: text, default: value } of parameters) {
      check(/^[a-z][a-zA-Z]*$/.test(field) && TYPES.includes(kind) && text, `${field} is incomplete`);
      const sound = {
        boolean: () => typeof value === 'boolean',
        enum: () => values.includes(value),
        integer: () => Number.isInteger(value) && value >= min && value <= max,
        number: () => value >= min && value <= max,
      };
      check(sound[kind](), `the default of ${field} is not a value of it`);
    }
  }
}

function fieldType(set, { name, type, min }) {
  if (type === 'enum') return `${set.type}${pascal(name)}`;
  if (type === 'integer') return min < 0 ? 'int32_t' : 'uint32_t';
  return { number: 'double', boolean: 'bool' }[type];
}

function initial(set, parameter) {
  const value = parameter.default;
  return parameter.type === 'enum' ? `${fieldType(set, parameter)}::${enumerator(value)}` : String(value);
}

function struct(set) {
  const enums = set.parameters
    .filter((p) => p.type === 'enum')
    .map((p) => `enum class ${fieldType(set, p)} : int32_t { ${p.values.map(enumerator).join(', ')} };\n`);
  const fields = set.parameters.map((p) => `  ${fieldType(set, p)} ${p.name} = ${initial(set, p)};\n`);
  const reads = set.parameters.map((p) => {
    const type = fieldType(set, p);
    const value = type === 'bool' ? '*next++ != 0' : type === 'double' ? '*next++' : `static_cast<${type}>(*next++)`;
    return `  options.${p.name} = ${value};\n`;
  });
  return `// ${set.summary}
${enums.join('')}struct ${set.type} {
${fields.join('')}};
// Moves \`next\` past what it read.
inline ${set.type} read_${set.name}_options(const double*& next) {
  ${set.type} options;
${reads.join('')}  return options;
}
`;
}

/** The text of options_gen.h. */
export function optionsCpp({ sets }) {
  return `${HEADER}#pragma once

#include <cstdint>

namespace pixlane {

${sets.map(struct).join('\n')}
}  // namespace pixlane
`;
}

function interfaceOf({ type, summary, parameters }) {
  const fields = parameters.map((p) => `  /** ${explain(p)} */\n  ${p.name}?: ${typeOf(p)};\n`);
  return `/** ${summary} */\nexport interface ${type} {\n${fields.join('')}}\n`;
}

/** The text of bindings/generated/options.ts. */
export function optionsTs({ sets }) {
  const data = sets.map(({ name, parameters }) => `  ${name}: ${JSON.stringify(parameters)},\n`);
  return `${HEADER}import type { Parameter } from '../registry-types.js';

${sets.map(interfaceOf).join('\n')}
/** Every set of options as data, in the order in which compiled lanes read them. */
export const optionSets = {
${data.join('')}} as const satisfies Readonly<Record<string, readonly Parameter[]>>;
`;
}
