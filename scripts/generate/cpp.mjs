// Writes the C++ side of kernels/registry.json: parameter structs, declarations, the reader of parameters and the list.

const pascal = (name) => name[0].toUpperCase() + name.slice(1);

// What reaches the kernel: parameters that only decide the output's size do not.
const kernelParameters = (kernel) => kernel.parameters.filter((p) => p.role !== 'size');

function enumType(kernel, parameter) {
  return pascal(kernel.name) + pascal(parameter.name);
}

function fieldType(kernel, parameter) {
  switch (parameter.type) {
    case 'integer':
      return 'int32_t';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'enum':
      return enumType(kernel, parameter);
    case 'numbers':
      return `Numbers<${Math.max(...parameter.lengths)}>`;
    default:
      throw new Error(`${kernel.name}.${parameter.name}: unknown type ${parameter.type}`);
  }
}

function struct(kernel) {
  const parameters = kernelParameters(kernel);
  const enums = parameters
    .filter((p) => p.type === 'enum')
    .map(
      (p) => `enum class ${enumType(kernel, p)} : int32_t { ${p.values.map((v) => `k${pascal(v)}`).join(', ')} };\n`,
    );
  const fields = parameters.map((p) => `  ${fieldType(kernel, p)} ${p.name};\n`);
  return `${enums.join('')}struct ${pascal(kernel.name)}Params {\n${fields.join('')}};\n`;
}

function reader(kernel) {
  const lines = kernelParameters(kernel).map((p) => `  read_value(next, &params.${p.name});\n`);
  const unused = lines.length === 0 ? '[[maybe_unused]] ' : '';
  return (
    `inline ${pascal(kernel.name)}Params read_${kernel.name}_params(${unused}const double* next) {\n` +
    `  ${pascal(kernel.name)}Params params{};\n${lines.join('')}  return params;\n}\n`
  );
}

function declarations(kernel) {
  const type = `const ${pascal(kernel.name)}Params& params`;
  const lines = [
    `// ${kernel.summary}\nvoid ${kernel.name}(View src, View dst, ${type}, Pool& pool, Scratch scratch);\n`,
  ];
  if (kernel.scratch) {
    lines.push(`size_t ${kernel.name}_scratch(View src, View dst, ${type}, const Pool& pool);\n`);
  } else {
    lines.push(
      `inline size_t ${kernel.name}_scratch(View, View, const ${pascal(kernel.name)}Params&, const Pool&) { return 0; }\n`,
    );
  }
  return lines.join('');
}

// The doubles that JavaScript would hand over for these parameters.
function packed(kernel, params) {
  return kernelParameters(kernel).flatMap((p) => {
    const value = params[p.name] ?? p.default;
    if (p.type === 'boolean') return [value ? 1 : 0];
    if (p.type === 'enum') return [p.values.indexOf(value)];
    if (p.type !== 'numbers') return [value];
    const values = Array.isArray(value) ? value : Array(p.broadcast).fill(value);
    return [values.length, ...values];
  });
}

// A raced case: the output's width as a fraction of the source's (resize) or 1/1, and its parameters.
function raceCase(kernel, { name, params }) {
  const [numerator, denominator] = String(params.width ?? '1/1').split('/');
  return `    {"${name}", "${kernel.name}", ${numerator}, ${denominator}, ${kernel.output === 'transposed'}, {${packed(kernel, params).join(', ')}}},`;
}

/** The text of kernels_gen.h for a validated registry. */
export function cpp({ kernels }) {
  const list = kernels.map((k) => `  X(${k.name}, ${pascal(k.name)}Params)`).join(' \\\n');
  return `// Written by scripts/generate.mjs from kernels/registry.json.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// An array parameter: \`count\` values.
template <int kMax>
struct Numbers {
  int32_t count;
  double values[kMax];
};

// Parameters cross from JavaScript as doubles, in the registry's order; JavaScript has validated them.
inline void read_value(const double*& next, double* value) { *value = *next++; }
inline void read_value(const double*& next, bool* value) { *value = *next++ != 0; }
template <class T>
inline void read_value(const double*& next, T* value) { *value = static_cast<T>(static_cast<int32_t>(*next++)); }
template <int kMax>
inline void read_value(const double*& next, Numbers<kMax>* value) {
  const int32_t count = static_cast<int32_t>(*next++);
  value->count = count < kMax ? count : kMax;
  for (int32_t i = 0; i < value->count; ++i) value->values[i] = *next++;
}

${kernels.map((k) => [struct(k), reader(k), declarations(k)].join('\n')).join('\n')}
// X(kernel, its parameter struct) for every kernel.
#define PIXLANE_KERNELS(X) \\
${list}

// What is raced and benchmarked.
struct Case {
  const char* name;
  const char* kernel;
  uint32_t numerator, denominator;  // of the output's width to the source's
  bool transposed;
  double parameters[64];
};
inline constexpr Case kCases[] = {
${kernels.flatMap((k) => k.cases.map((c) => raceCase(k, c))).join('\n')}
};

}  // namespace pixlane
`;
}
