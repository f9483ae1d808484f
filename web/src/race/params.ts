/** Parameters of a registry case: a string like "1/4" stands for that fraction of the source's width. */
export type CaseParams = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/** A case's parameters for a source of this width. */
export function resolveParams(params: CaseParams, width: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, fractionOf(value, width)]));
}

function fractionOf(value: unknown, width: number): unknown {
  const match = typeof value === 'string' ? /^(\d+)\/(\d+)$/.exec(value) : null;
  return match ? Math.max(1, Math.round((width * Number(match[1])) / Number(match[2]))) : value;
}
