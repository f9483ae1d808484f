// Debian's current Emscripten in a private prefix, for machines that have none: no root, nothing outside the cache
// folder. Its programs want a newer C library than Debian 12 has, so the prefix brings one along and patchelf points
// each program at it.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PrivateApt } from './apt.mjs';
import { keyOf, makeFolder, needDisk, readJson, withLock, writeJson } from './cache.mjs';
import { pointAtOwnLibraries } from './elf.mjs';
import { SetupError } from './errors.mjs';
import { sha256 } from './hash.mjs';
import { longStep, megabytes, say } from './log.mjs';
import { npmPackages } from './npm-packages.mjs';
import { reason, run, which } from './run.mjs';
import { smokeTest } from './smoke-test.mjs';

const STAMP = 'stamp.json';

export async function debianEmscripten({ cache, pins }) {
  const { toolchain, suites } = pins;
  const { package: name, fromMachine, npm, recipe } = toolchain;
  // Only what changes the outcome (`recipe` is counted up when the steps in these files change); in the folder's name, too, so that a clone with other pins never replaces a prefix
  // that this one is compiling with.
  const key = keyOf(name, fromMachine, npm, recipe, suites.new);
  return (
    finished(cache, suites.new, key) ??
    withLock(cache, async () => {
      // The one that held the lock before may have made it.
      const already = finished(cache, suites.new, key);
      if (already) return already;
      needDisk(cache, toolchain.megabytes * 1e6, 'Emscripten');
      if (!which('python3')) {
        throw new SetupError(
          'python3 was not found, which Emscripten runs on.',
          'Run "apt-get install python3" as root, then set-up again.',
        );
      }
      const apt = await new PrivateApt(cache, suites.new).ready();
      const packages = await needed(apt, toolchain);
      const version = packages.find(({ name }) => name === toolchain.package).version;
      const upstream = version.split('+')[0];
      if (upstream !== toolchain.tested)
        say(
          'toolchain',
          `Debian ${suites.new} now has Emscripten ${upstream}; pixlane was last tested with ${toolchain.tested}`,
        );
      const prefix = path.join(cache, `toolchain-${suites.new}-${upstream}-${key.slice(0, 6)}`);
      const debs = path.join(cache, 'downloads', `toolchain-${suites.new}`);
      await fetchAll(apt, packages, debs);
      const hashes = await unpackAll(packages, debs, prefix);
      await pointAtOwnLibraries(prefix, cache, pins);
      const emscripten = path.join(prefix, 'usr', 'share', 'emscripten');
      await npmPackages(toolchain.npm, emscripten, cache);
      const built = { emcc: path.join(emscripten, 'emcc'), config: writeConfig(prefix, cache), version: upstream };
      await smokeTest(built, cache);
      writeJson(path.join(prefix, STAMP), { key, ...built, debianVersion: version, packages: hashes });
      rmSync(debs, { recursive: true, force: true });
      return built;
    })
  );
}

/** The newest finished prefix made from these very pins. It goes on being used when Debian has a newer one. */
function finished(cache, suite, key) {
  if (!existsSync(cache)) return undefined;
  const names = readdirSync(cache)
    .filter((name) => name.startsWith(`toolchain-${suite}-`))
    .sort()
    .reverse();
  for (const name of names) {
    const stamp = readJson(path.join(cache, name, STAMP));
    if (stamp?.key === key && existsSync(stamp.emcc) && existsSync(stamp.config)) {
      return { emcc: stamp.emcc, config: stamp.config, version: stamp.version };
    }
  }
  return undefined;
}

/**
 * What of Emscripten's closure has to be fetched. Node, Python and the parts of a compiler for this machine's own
 * programs do not; told that they are installed, apt leaves out what only they depend on, too.
 */
async function needed(apt, { package: name, fromMachine }) {
  const pattern = new RegExp(`^(${fromMachine.join('|')})$`);
  const status = apt.file('status');
  writeFileSync(status, '');
  const all = await apt.closure(name, name);
  const here = all.filter((each) => pattern.test(each.name));
  writeFileSync(
    status,
    here
      .map((each) =>
        [
          `Package: ${each.name}`,
          'Status: install ok installed',
          `Architecture: ${each.arch}`,
          `Multi-Arch: ${each.arch === 'all' ? 'foreign' : each.name.startsWith('lib') ? 'same' : 'allowed'}`,
          `Version: ${each.version}`,
          'Maintainer: nobody',
          'Description: provided by the machine',
          '',
          '',
        ].join('\n'),
      )
      .join(''),
  );
  const rest = await apt.closure(name, name);
  writeFileSync(status, '');
  return rest.filter((each) => !pattern.test(each.name));
}

async function fetchAll(apt, packages, folder) {
  const total = packages.reduce((sum, { size }) => sum + size, 0);
  const step = longStep('toolchain', `downloading ${packages.length} packages, ${megabytes(total)}`);
  await apt.download(packages, folder, 'emscripten', step);
  step.end();
}

/** @returns each package's version and SHA-256, for the stamp; apt has checked them against the signed index. */
async function unpackAll(packages, debs, prefix) {
  // Anything left by an interrupted set-up goes first; without its stamp nobody has used it.
  rmSync(prefix, { recursive: true, force: true });
  makeFolder(prefix);
  const step = longStep('toolchain', 'unpacking');
  const hashes = {};
  for (const [index, { name, version, file }] of packages.entries()) {
    step.update(`${index + 1} of ${packages.length}: ${name}`, index / packages.length);
    const deb = path.join(debs, file);
    hashes[name] = { version, sha256: await sha256(deb) };
    const result = await run('dpkg', ['-x', deb, prefix]);
    if (result.code !== 0) {
      step.abandon();
      throw new SetupError(
        `The package ${name} cannot be unpacked into ${prefix}: ${reason(result)}.`,
        'Check the disk, then run set-up again.',
      );
    }
  }
  step.end();
  return hashes;
}

/** Without a config file of its own, Debian's emcc looks for clang in /usr/bin. */
function writeConfig(prefix, cache) {
  const usr = path.join(prefix, 'usr');
  const llvm = readdirSync(path.join(usr, 'lib')).find((name) => /^llvm-\d+$/.test(name));
  // Libraries that emcc builds on demand: apart from the prefix, so that they outlive a new unpacking of it, and one
  // folder a prefix, for emcc empties one that was filled by another.
  const libraries = path.join(cache, path.basename(prefix).replace('toolchain', 'emscripten-cache'));
  mkdirSync(libraries, { recursive: true });
  const config = path.join(prefix, 'emscripten-config.py');
  const settings = {
    LLVM_ROOT: path.join(usr, 'lib', llvm, 'bin'),
    BINARYEN_ROOT: usr,
    NODE_JS: process.execPath,
    CACHE: libraries,
  };
  writeFileSync(
    config,
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
      .join(''),
  );
  return config;
}
