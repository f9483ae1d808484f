// Writes the C++ side of kernels/registry.json: parameter structs, declarations, the reader of parameters and the list.
import { outputSize } from '../../js-baseline/output-size.js';
import { PARAMETER_AREA } from './validate.mjs';

/** A camera's 12 megapixels, px. */
const MEASURED = { width: 4288, height: 2848 };

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
    case 'table':
      return 'Table';
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

// What a kernel works on, in the order of its arguments. Where there is no output image, there are results.
function operands(kernel) {
  const images = kernel.second ? ['src', 'second'] : ['src'];
  return { images, out: kernel.output === 'values' ? 'results' : 'dst' };
}

// The kernel as its files define it, and its two faces that are the same for every kernel: what callers loop over. Where a kernel of 16 bits
// is a function of its own, the source's depth decides.
function declarations(kernel) {
  const { name } = kernel;
  const type = `const ${pascal(name)}Params& params`;
  const { images, out } = operands(kernel);
  const views = images.map((image) => `View ${image}`);
  const declared = [...views, out === 'dst' ? 'View dst' : 'double* results'].join(', ');
  // Memory depends on sizes: results have none.
  const sized = [...views, ...(out === 'dst' ? ['View dst'] : [])].join(', ');
  const given = [...images, out].map((operand) => `on.${operand}`).join(', ');
  const sizes = [...images, ...(out === 'dst' ? ['dst'] : [])].map((operand) => `on.${operand}`).join(', ');
  const bodies = [
    { function: name, has: kernel.scratch },
    ...(kernel.file16 ? [{ function: `${name}16`, has: kernel.scratch16 }] : []),
  ];
  const chosen = (calls) => (calls.length > 1 ? `on.src.is_16() ? ${calls[1]} : ${calls[0]}` : calls[0]);
  const runs = bodies.map((body) => `${body.function}(${given}, params, pool, scratch)`);
  const scratches = bodies.map((body) => (body.has ? `${body.function}_scratch(${sizes}, params, pool)` : '0'));
  const needs = bodies.some((body) => body.has);
  const [on, params, pool] = needs ? ['& on', '& params', '& pool'] : ['&', '&', '&'];
  return [
    `// ${kernel.summary}\n`,
    ...bodies.map((body) => `void ${body.function}(${declared}, ${type}, Pool& pool, Scratch scratch);\n`),
    ...bodies
      .filter((body) => body.has)
      .map((body) => `size_t ${body.function}_scratch(${sized}, ${type}, const Pool& pool);\n`),
    `inline void run_${name}(const Operands& on, ${type}, Pool& pool, Scratch scratch) { ${chosen(runs)}; }\n`,
    `inline size_t scratch_of_${name}(const Operands${on}, const ${pascal(name)}Params${params}, const Pool${pool}) { return ${needs ? chosen(scratches) : '0'}; }\n`,
  ].join('');
}

// The doubles that JavaScript would hand over for these parameters.
function packed(kernel, params) {
  return kernelParameters(kernel).flatMap((p) => {
    const value = params[p.name] ?? p.default;
    if (p.type === 'boolean') return [value ? 1 : 0];
    if (p.type === 'enum') return [p.values.indexOf(value)];
    // The table itself is made where the case is run: its length stands for it.
    if (p.type === 'table') return [0, tableLength(value)];
    if (p.type !== 'numbers') return [value];
    const values = Array.isArray(value) ? value : Array(p.broadcast).fill(value);
    return [values.length, ...values];
  });
}

// Of a case's table: "sample/N" stands for N values.
const tableLength = (value) => (typeof value === 'string' ? Number(value.split('/')[1]) : value.length);

// A raced case: its output's size for the image that is measured, the values of its table, and its parameters.
function raceCase(kernel, { name, params, depth = 8 }) {
  const { width, height } = MEASURED;
  const sized = Object.fromEntries(
    kernel.parameters.map((p) => [p.name, fractionOf(params[p.name] ?? p.default, width)]),
  );
  const size = outputSize(kernel.output, sized, width, height);
  const table = kernel.parameters.find((p) => p.type === 'table');
  const values = table ? `{${table.min}, ${table.max}}` : '{0, 0}';
  const pixelBytes = (bits) => `kPixelBytes${bits}`;
  const depths = `${pixelBytes(depth)}, ${pixelBytes(kernel.outputDepth ?? depth)}`;
  return `    {"${name}", "${kernel.name}", ${size.width}, ${size.height}, ${depths}, ${values}, {${packed(kernel, params).join(', ')}}},`;
}

function fractionOf(value, width) {
  const [numerator, denominator] = typeof value === 'string' && /^\d+\/\d+$/.test(value) ? value.split('/') : [];
  return denominator ? Math.max(1, Math.round((width * numerator) / denominator)) : value;
}

/** Numbers that a kernel without an output image answers with. */
const resultCount = (kernel) => (kernel.results ?? []).reduce((sum, { count }) => sum + count, 0);

/** The text of kernels_gen.h for a validated registry. */
export function cpp({ kernels }) {
  const list = kernels.map((k) => `  X(${k.name}, ${pascal(k.name)}Params)`).join(' \\\n');
  return `// Written by scripts/generate.mjs from kernels/registry.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// An array parameter: \`count\` values.
template <int kMax>
struct Numbers {
  int32_t count;
  double values[kMax];
};

// A long array parameter, in memory of the caller's: it is always the kernel's first.
struct Table {
  const float* data;
  size_t count;
};

// What one call works on; a kernel uses what it has.
struct Operands {
  View src, second, dst;
  double* results;
};
// Room for the results of any kernel.
inline constexpr size_t kMostResults = ${Math.max(1, ...kernels.map(resultCount))};

// Doubles that the longest list of parameters takes.
inline constexpr size_t kParameterArea = ${PARAMETER_AREA};

// Parameters cross from JavaScript as doubles, in the registry's order; JavaScript has validated them.
inline void read_value(const double*& next, double* value) { *value = *next++; }
inline void read_value(const double*& next, bool* value) { *value = *next++ != 0; }
template <class T>
inline void read_value(const double*& next, T* value) { *value = static_cast<T>(static_cast<int32_t>(*next++)); }
inline void read_value(const double*& next, Table* value) {
  value->data = reinterpret_cast<const float*>(static_cast<uintptr_t>(*next++));
  value->count = static_cast<size_t>(*next++);
}
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

// The image on which cases are measured.
inline constexpr uint32_t kMeasuredWidth = ${MEASURED.width};
inline constexpr uint32_t kMeasuredHeight = ${MEASURED.height};

// How many results the kernel called \`name\` leaves.
inline size_t result_count([[maybe_unused]] std::string_view name) {
${kernels.flatMap((k) => (k.results ? [`  if (name == "${k.name}") return ${resultCount(k)};\n`] : [])).join('')}  return 0;
}

// What is raced and benchmarked.
struct Case {
  const char* name;
  const char* kernel;
  uint32_t width, height;  // of the output; 0 where there is none
  uint32_t source_bytes, output_bytes;  // of a pixel
  float table_range[2];    // of the values of the table that stands in parameters[0] (its address) and [1] (their number)
  double parameters[kParameterArea];
};
inline constexpr Case kCases[] = {
${kernels.flatMap((k) => k.cases.map((c) => raceCase(k, c))).join('\n')}
};

}  // namespace pixlane
`;
}
