// The browsers to race in. Each is on its own: one that cannot be installed is reported as missing, the others go on.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { say } from './log.mjs';
import { installPackages } from './packages.mjs';
import { run, which } from './run.mjs';

export async function browsers({ pins }) {
  const result = {};
  for (const [name, wanted] of Object.entries(pins.browsers)) {
    try {
      if (!find(name, wanted)) await installPackages(wanted.packages, `the browser ${name}`, 'browsers');
      result[name] = find(name, wanted);
      if (!result[name])
        throw new SetupError(
          `${wanted.packages.join(', ')} is installed, but ${wanted.program} is not on PATH.`,
          'Put it there.',
        );
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      result[name] = { missing: error.message };
      say('browsers', `${name} is not raced: ${error.message}`);
    }
  }
  const versions = await versionsOf(Object.values(pins.browsers).map(({ packages }) => packages[0]));
  for (const [name, { packages }] of Object.entries(pins.browsers)) {
    if (!result[name].missing && versions[packages[0]]) result[name].version = versions[packages[0]];
  }
  const there = Object.entries(result).filter(([, { missing }]) => !missing);
  say('browsers', there.map(([name, { version }]) => [name, version].filter(Boolean).join(' ')).join(', ') || 'none');
  return result;
}

function find(name, { program }) {
  const file = which(program);
  if (!file) return undefined;
  if (name !== 'webkit') return { path: file };
  // WebKitGTK is driven on a virtual screen, and through the small browser that comes with it.
  const xvfb = which('Xvfb');
  const miniBrowser = findMiniBrowser();
  return xvfb && miniBrowser ? { path: file, miniBrowser, xvfb } : undefined;
}

function findMiniBrowser(root = '/usr/lib') {
  const folders = existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('-linux-gnu')) : [];
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder))
        .filter((name) => /^webkit(2)?gtk-/.test(name))
        .map((name) => path.join(root, folder, name, 'MiniBrowser')),
    )
    .find((file) => existsSync(file));
}

/** As dpkg knows them: starting three browsers to ask would take seconds. */
async function versionsOf(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${Version}\\n', ...packages]);
  return Object.fromEntries(
    stdout
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, version]) => version),
  );
}
