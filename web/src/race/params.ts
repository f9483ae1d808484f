import { type KernelName, registry } from 'pixlane';

/**
 * Parameters of a registry case: a string like "1/4" stands for that fraction of the source's width, "sample/768" for a table of so many
 * values.
 */
export type CaseParams = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/** A kernel's parameters for a source of this width. */
export function resolveParams(
  { kernel, params }: { kernel: KernelName; params: CaseParams },
  width: number,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, sampleOf(kernel, name, value) ?? fractionOf(value, width)]),
  );
}

function fractionOf(value: unknown, width: number): unknown {
  const match = typeof value === 'string' ? /^(\d+)\/(\d+)$/.exec(value) : null;
  return match ? Math.max(1, Math.round((width * Number(match[1])) / Number(match[2]))) : value;
}

/** Values that rise through the parameter's range, three times over. */
function sampleOf(kernel: KernelName, name: string, value: unknown): Float32Array | undefined {
  const parameter = registry.kernels.find((one) => one.name === kernel)?.parameters.find((one) => one.name === name);
  const match = typeof value === 'string' ? /^sample\/(\d+)$/.exec(value) : null;
  if (!match || parameter?.type !== 'table') return undefined;
  const count = Number(match[1]);
  const { min, max } = parameter;
  return Float32Array.from({ length: count }, (_, i) => min + ((max - min) * ((i * 3) % count)) / count);
}
