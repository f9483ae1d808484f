import speeds from 'virtual:speeds';
import type { Kernel, Parameter } from 'pixlane';
import { element } from '../page/dom';
import { ratio } from '../page/words';
import type { Pictures } from './pictures';

export const anchorOf = (kernel: string): string => `kernel-${kernel}`;

/** All there is to say about a kernel. */
export function entry(kernel: Kernel, pictures: Pictures): HTMLElement {
  const { name, summary, formula, source, parameters, results } = kernel;
  const id = anchorOf(name);
  return element(
    'article',
    { id, 'aria-labelledby': `${id}-title`, class: 'kernel' },
    element('h3', { id: `${id}-title` }, name),
    element('p', {}, summary),
    pictures.of(kernel),
    element('p', { class: 'formula' }, element('code', {}, formula)),
    element('p', { class: 'note' }, `${source} ${depthsOf(kernel)} ${agreement(kernel)}`),
    ...(parameters.length > 0 ? [table(['Parameter', 'Takes', 'Default', ''], parameters.map(parameterCells))] : []),
    ...(results
      ? [
          table(
            ['Result', 'Numbers', ''],
            results.map((one) => [one.name, String(one.count), one.summary]),
          ),
        ]
      : []),
    speedTable(kernel),
  );
}

function depthsOf({ depths = [8], outputDepth }: Kernel): string {
  const made = outputDepth === undefined ? '' : `, and gives ${outputDepth}`;
  const scale =
    depths.includes(16) && outputDepth === undefined
      ? ' Of 16 bits x stands for x / 257, and only the result is rounded.'
      : '';
  return `Takes ${depths.join(' or ')} bits a channel${made}.${scale}`;
}

function agreement({ tolerance, results }: Kernel): string {
  if (tolerance === 0) return 'All lanes agree bit for bit.';
  const by = results ? `by at most ${tolerance} of a number` : `by at most ${tolerance} in 255`;
  return `Lanes may differ ${by}.`;
}

function parameterCells(parameter: Parameter): string[] {
  const { name, unit, summary } = parameter;
  const value = parameter.default;
  return [
    name,
    takes(parameter) + (unit ? ` ${unit}` : ''),
    value === undefined ? 'to be given' : String(value),
    summary,
  ];
}

const FEW = 8;

function takes(parameter: Parameter): string {
  switch (parameter.type) {
    case 'boolean':
      return 'true or false';
    case 'enum':
      return parameter.values.join(', ');
    case 'integer':
    case 'number':
      return `${parameter.type === 'integer' ? 'integer, ' : ''}${parameter.min} to ${parameter.max}`;
    case 'numbers':
    case 'table': {
      const { lengths, min, max } = parameter;
      const many = lengths.length <= FEW ? lengths.join(' or ') : `${lengths[0]} to ${lengths.at(-1)}`;
      const names = parameter.type === 'numbers' && parameter.named ? Object.keys(parameter.named) : [];
      const numbers = `${many} numbers, ${min} to ${max}`;
      return names.length === 0 ? numbers : `${numbers}, or one of ${names.join(', ')}`;
    }
  }
}

/** Speed over JavaScript on the kernel clock, from bench/results/; a line a case. */
function speedTable({ cases }: Kernel): HTMLElement {
  const raced = cases.filter((one) => speeds.rows[one.name]);
  if (raced.length === 0) return element('p', { class: 'note' }, 'Not raced yet.');
  return table(
    [`Speed over JavaScript, ${speeds.input}`, ...speeds.engines],
    raced.map((one) => [one.name, ...speeds.engines.map((engine) => cell(speeds.rows[one.name]?.[engine]))]),
  );
}

function cell(row: (typeof speeds.rows)[string][string] | undefined): string {
  if (!row) return '';
  const copies = row.copies === undefined ? '' : `, ${row.copies.toFixed(1)} copies`;
  return `${ratio(row.median)}× (${ratio(row.low)} to ${ratio(row.high)})${copies}`;
}

function table(heading: readonly string[], lines: readonly (readonly string[])[]): HTMLElement {
  const head = element('tr', {}, ...heading.map((text) => element('th', { scope: 'col' }, text)));
  const body = lines.map(([first = '', ...rest]) =>
    element('tr', {}, element('th', { scope: 'row' }, first), ...rest.map((text) => element('td', {}, text))),
  );
  // A focusable region: what is wider than a phone can be scrolled by keyboard too.
  return element(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': heading[0] ?? '' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)),
  );
}
