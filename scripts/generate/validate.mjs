// Refuses a registry that the generators and the lanes could not honour, with a line that names the entry.

import { OUTPUTS } from '../../js-baseline/output-size.js';

/** What the reference page is divided into. */
export const GROUPS = ['Geometry', 'Neighbourhood', 'Colour', 'Two images', 'Measures', 'Reduce', 'Tensors'];
const TYPES = ['integer', 'number', 'boolean', 'enum', 'numbers', 'table'];
/** Which roles the parameters of an output may have. */
const ROLES = { size: ['size'], extract: ['size', 'position'] };
const DEPTHS = [8, 16];
const FORMS = [undefined, 'bytes', 'text'];
const SECONDS = [undefined, 'same', 'any'];
const IDENTIFIER = /^[a-z][a-zA-Z0-9]*$/;
const CASE_NAME = /^[a-z][a-z0-9-]*$/;
const FRACTION = /^[1-9]\d*\/[1-9]\d*$/;
const SAMPLE = /^sample\/[1-9]\d*$/;

/** Doubles that the parameter area of a compiled lane holds. */
export const PARAMETER_AREA = 256;

/** Members of the engine and of the compiled module: a kernel of the same name would replace them. */
const RESERVED = new Set(
  (
    'info metadata decode encode createImage fromPixels toPixels run measure copy outputSize dispose apply constructor trim ' +
    'toTensor fromTensor fromPixels16 toPixels16 ' +
    'kernelParams kernelResults copyImage allocate release readHeader codecs threads delete'
  ).split(' '),
);

/** @throws Error naming the first entry that is wrong */
export function validate({ kernels }) {
  const names = new Set();
  const cases = new Set();
  for (const kernel of kernels) {
    const check = (condition, message) => {
      if (!condition) throw new Error(`kernels/registry.json: ${kernel.name}: ${message}`);
    };
    check(IDENTIFIER.test(kernel.name), 'the name is not a camelCase identifier');
    check(!RESERVED.has(kernel.name), 'the name is taken by the engine');
    check(!names.has(kernel.name), 'the name stands twice');
    names.add(kernel.name);
    check(IDENTIFIER.test(kernel.file), 'file must name a .cc file of kernels/ without its suffix');
    check(kernel.summary?.endsWith('.') && kernel.source?.endsWith('.'), 'summary and source must be sentences');
    check(kernel.formula && !kernel.formula.includes('\n'), 'there must be a formula, in one line');
    check(GROUPS.includes(kernel.group), `group must be one of ${GROUPS.join(', ')}`);
    check(OUTPUTS.includes(kernel.output), `output must be one of ${OUTPUTS.join(', ')}`);
    check(SECONDS.includes(kernel.second), 'second must be same or any, the size of the second image, or absent');
    checkResults(kernel, check);
    checkDepths(kernel, check);
    const whole = kernel.output === 'values' || Number.isInteger(kernel.tolerance);
    check(whole && kernel.tolerance >= 0, 'tolerance must be an integer from 0; of values, a number');
    checkParameters(kernel, check);
    check(kernel.cases.length > 0, 'there is no case to race');
    for (const one of kernel.cases) {
      check(CASE_NAME.test(one.name) && !cases.has(one.name), `the case ${one.name} is misnamed or stands twice`);
      cases.add(one.name);
      for (const [name, value] of Object.entries(one.params)) {
        const parameter = kernel.parameters.find((p) => p.name === name);
        check(parameter, `the case ${one.name} has an unknown parameter ${name}`);
        check(isValue(parameter, value, true), `the case ${one.name} has a bad value for ${name}`);
      }
      const { depth = 8 } = one;
      check((kernel.depths ?? [8]).includes(depth), `the case ${one.name} has a depth that the kernel has not`);
    }
  }
}

function checkDepths({ depths = [8], outputDepth, file16, scratch16 }, check) {
  const sixteen = depths.includes(16);
  check(['8', '8,16'].includes(depths.join()), 'depths must be [8] or [8, 16]; absent it is [8]');
  check(outputDepth === undefined || DEPTHS.includes(outputDepth), 'outputDepth must be 8 or 16, or absent');
  check(file16 === undefined || (sixteen && IDENTIFIER.test(file16)), 'file16 names the file for 16 of two depths');
  check(scratch16 === undefined || file16, 'scratch16 goes with file16');
}

function checkResults({ output, results }, check) {
  check((output === 'values') === (results !== undefined), 'results and the output "values" belong together');
  for (const { name, count, summary, as } of results ?? []) {
    check(IDENTIFIER.test(name) && Number.isInteger(count) && count > 0 && summary, `the result ${name} is incomplete`);
    check(FORMS.includes(as), `the result ${name} can be bytes or text, or numbers where as is absent`);
  }
}

function checkParameters(kernel, check) {
  const names = new Set();
  let doubles = 0;
  for (const [index, parameter] of kernel.parameters.entries()) {
    const { name, type, role } = parameter;
    check(IDENTIFIER.test(name) && !names.has(name), `the parameter ${name} is misnamed or stands twice`);
    names.add(name);
    check(TYPES.includes(type), `${name}: type must be one of ${TYPES.join(', ')}`);
    check(role === undefined || ROLES[kernel.output]?.includes(role), `${name}: bad role`);
    check(parameter.summary, `${name}: there is no summary`);
    check(type !== 'table' || index === 0, `${name}: a table must be the first parameter`);
    if (type === 'enum') {
      check(parameter.values?.length > 1 && parameter.values.every((v) => IDENTIFIER.test(v)), `${name}: bad values`);
    } else if (type !== 'boolean') {
      const { min, max, typical = [min, max] } = parameter;
      check(min < max, `${name}: min must be below max`);
      check(
        min <= typical[0] && typical[0] < typical[1] && typical[1] <= max,
        `${name}: typical must lie in the range`,
      );
    }
    if (type === 'numbers' || type === 'table') {
      check(parameter.lengths?.length > 0 && parameter.lengths.every((n) => n > 0), `${name}: bad lengths`);
      check([undefined, parameter.lengths[0]].includes(parameter.broadcast), `${name}: broadcast must be the length`);
      for (const [word, array] of Object.entries(parameter.named ?? {})) {
        const sound = IDENTIFIER.test(word) && Array.isArray(array) && isValue(parameter, array, false);
        check(type === 'numbers' && sound, `${name}: ${word} is not a value of it`);
      }
    }
    check(
      type === 'table' || isValue(parameter, parameter.default, false),
      `${name}: the default is not a value of it`,
    );
    if (role !== 'size') doubles += { numbers: 1 + Math.max(...(parameter.lengths ?? [])), table: 2 }[type] ?? 1;
  }
  check(doubles <= PARAMETER_AREA, `the parameters take more than ${PARAMETER_AREA} doubles`);
  if (!ROLES[kernel.output]?.includes('size')) return;
  for (const side of ['width', 'height']) {
    const parameter = kernel.parameters.find((p) => p.name === side && p.role === 'size');
    check(parameter?.type === 'integer' && parameter.min === 0, `${side} must be an integer of role size from 0`);
  }
}

/** In a case, a string like "1/4" stands for that fraction of the source's width, "sample/768" for a table of so many values. */
function isValue(parameter, value, inCase) {
  const { type, min, max } = parameter;
  const inRange = (x) => typeof x === 'number' && x >= min && x <= max;
  if (inCase && parameter.role === 'size' && FRACTION.test(value)) return true;
  if (inCase && type === 'table' && SAMPLE.test(value)) return parameter.lengths.includes(Number(value.split('/')[1]));
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'enum') return parameter.values.includes(value);
  if (type === 'integer') return Number.isInteger(value) && inRange(value);
  if (type === 'number') return inRange(value);
  if (inRange(value)) return parameter.broadcast !== undefined;
  return Array.isArray(value) && parameter.lengths.includes(value.length) && value.every(inRange);
}
