import type { RaceResult } from '../race/types';
import { byId, element } from './dom';
import { dimensions, milliseconds } from './words';

const ENGINE_NAMES: Record<string, string> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };

/** What the numbers were measured with: everything a second person needs to repeat them. */
export function showEnvironment({ host, input, wasm, commit, date }: RaceResult): void {
  const facts: [string, string][] = [
    ['Browser', `${ENGINE_NAMES[host.engine] ?? host.engine} ${host.version}, ${host.os}`],
    ['User agent', host.userAgent],
    ['Cores', `${host.cores}${host.threads ? `; the lane threads uses ${host.threads}` : ''}`],
    ['Isolated', host.crossOriginIsolated ? 'yes (COOP and COEP)' : 'no: no shared memory, and a coarser clock'],
    ['Step of the clock', milliseconds(host.timerStepMs)],
    ['Photo', `${input.name}, ${dimensions(input.width, input.height)}, SHA-256 ${input.sha256}`],
    ...Object.entries(wasm).map(([lane, sha256]): [string, string] => [`WebAssembly, ${lane}`, `SHA-256 ${sha256}`]),
    ['Commit', commit],
    ['Date', new Date(date).toLocaleString()],
  ];
  byId('facts', HTMLElement).replaceChildren(
    ...facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}
