// Programs built for a newer C library than the machine's run with the one that came along in their prefix: patchelf
// names the prefix's loader and library folders inside each of them.
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PrivateApt } from './apt.mjs';
import { makeFolder, temporaryFolder } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { longStep } from './log.mjs';
import { reason, run, which } from './run.mjs';

export async function pointAtOwnLibraries(prefix, cache, pins) {
  const patchelf = which('patchelf') ?? (await ownPatchelf(cache, pins));
  const lib = path.join(prefix, 'usr', 'lib');
  const llvm = readdirSync(lib)
    .map((name) => path.join(lib, name))
    .find((folder) => /\/llvm-\d+$/.test(folder));
  const loader = findLoader(lib);
  const libraries = path.dirname(loader);
  const rpath = `${libraries}:${path.join(llvm, 'lib')}`;
  const programs = [...elfFiles(path.join(llvm, 'bin')), ...elfFiles(path.join(prefix, 'usr', 'bin'))];
  const shared = elfFiles(libraries).filter((file) => /^lib(LLVM|clang)/.test(path.basename(file)));
  const step = longStep('toolchain', `pointing ${programs.length} programs at their own C library`);
  const patch = async (file, args) => {
    step.update(path.basename(file));
    const result = await run(patchelf, [...args, file]);
    // "cannot find section .interp": statically linked, nothing to point.
    if (result.code === 0 || /\.interp|statically linked|not a dynamic/i.test(result.output)) return;
    step.abandon();
    throw new SetupError(
      `patchelf cannot change ${file}: ${reason(result)}.`,
      'Install Emscripten with emsdk instead and set EMSDK.',
    );
  };
  for (const file of programs) await patch(file, ['--set-interpreter', loader, '--force-rpath', '--set-rpath', rpath]);
  for (const file of shared) await patch(file, ['--set-rpath', '$ORIGIN']);
  step.end();
}

function findLoader(lib) {
  for (const name of readdirSync(lib)) {
    const folder = path.join(lib, name);
    if (!name.endsWith('-linux-gnu')) continue;
    const loader = readdirSync(folder).find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
    if (loader) return path.join(folder, loader);
  }
  throw new SetupError(
    `No dynamic loader was found in ${lib}.`,
    'Install Emscripten with emsdk instead and set EMSDK.',
  );
}

/** Regular ELF files in a folder; links are left alone, the file they name is patched once. */
function elfFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((file) => {
      if (!lstatSync(file).isFile()) return false;
      const head = Buffer.alloc(4);
      const handle = openSync(file, 'r');
      readSync(handle, head, 0, 4, 0);
      closeSync(handle);
      return head.equals(Buffer.from('\x7fELF', 'latin1'));
    });
}

/** Not installed, and installing needs root: the old suite's runs on this machine from the cache folder as well. */
async function ownPatchelf(cache, pins) {
  const folder = path.join(cache, 'patchelf');
  const program = path.join(folder, 'usr', 'bin', 'patchelf');
  if (existsSync(program)) return program;
  const apt = await new PrivateApt(cache, pins.suites.old).ready();
  const step = longStep('toolchain', 'downloading patchelf');
  const downloads = makeFolder(path.join(cache, 'downloads'));
  await apt.download([{ name: 'patchelf' }], downloads, 'patchelf', step);
  const deb = readdirSync(downloads).find((name) => /^patchelf_.*\.deb$/.test(name));
  const temporary = temporaryFolder(cache, 'patchelf');
  const result = await run('dpkg', ['-x', path.join(downloads, deb), temporary]);
  if (result.code !== 0)
    throw new SetupError(
      `patchelf cannot be unpacked: ${reason(result)}.`,
      'Run "apt-get install patchelf" as root, then set-up again.',
    );
  renameSync(temporary, folder);
  rmSync(path.join(downloads, deb));
  step.end();
  return program;
}
