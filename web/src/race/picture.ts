import { differencePreview, preview } from './compare';
import type { Input } from './contestant';
import type { Verdict } from './judge';
import type { AnyPixels, Lane, Picture, SizeName } from './types';

export function pictureOfInput({ size, source }: Input): Picture {
  const { width, height } = source;
  return { task: '', size, of: 'input', width, height, preview: preview(source) };
}

/** What a lane made, small, with where it differs from what it was compared with. */
export function pictureOfOutput(task: string, size: SizeName, of: Lane, output: AnyPixels, verdict: Verdict): Picture {
  const { verified, against, difference } = verdict;
  const reference = verdict.reference && 'data' in verdict.reference ? verdict.reference : undefined;
  const { width, height } = output;
  const comparable = reference?.width === width && reference.height === height;
  return {
    task,
    size,
    of,
    width,
    height,
    preview: preview(output),
    verified,
    ...(against && { against }),
    ...(difference && { difference }),
    ...(difference?.pixels && comparable && { differencePreview: differencePreview(reference, output) }),
  };
}
