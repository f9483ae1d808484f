/** The reference of kernels: everything on it comes from the registry, the committed results and this browser. */
import { registry } from 'pixlane';
import { byId, element } from '../page/dom';
import { anchorOf, entry } from './entry';
import { Pictures } from './pictures';

const groups = new Map<string, (typeof registry.kernels)[number][]>();
for (const kernel of registry.kernels) groups.set(kernel.group, [...(groups.get(kernel.group) ?? []), kernel]);

const pictures = new Pictures();
byId('contents', HTMLElement).append(
  ...[...groups].map(([group, kernels]) =>
    element(
      'p',
      {},
      element('b', {}, group),
      ...kernels.flatMap(({ name }) => [' ', element('a', { href: `#${anchorOf(name)}` }, name)]),
    ),
  ),
);
byId('kernels', HTMLDivElement).append(
  ...[...groups].map(([group, kernels]) =>
    element('section', {}, element('h2', {}, group), ...kernels.map((kernel) => entry(kernel, pictures))),
  ),
);
// What the address names did not exist when the browser looked for it.
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
