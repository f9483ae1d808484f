// Emscripten: the emcc that is on PATH or in $EMSDK when it is new enough, otherwise Debian's packages in a private
// prefix (debian-emscripten.mjs).
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { debianEmscripten } from './debian-emscripten.mjs';
import { say } from './log.mjs';
import { run, which } from './run.mjs';

export async function toolchain(context) {
  const { cache, pins } = context;
  for (const [where, emcc] of candidates(cache)) {
    const version = await versionOf(emcc);
    if (version && atLeast(version, pins.toolchain.oldest)) {
      say('toolchain', `Emscripten ${version} (${where})`);
      return whereIs(emcc, version);
    }
    say(
      'toolchain',
      `${where} is ${version ? `Emscripten ${version}, older than ${pins.toolchain.oldest}` : 'not working'}; using a private one`,
    );
  }
  const { emcc, config, version, ...rest } = await debianEmscripten(context);
  say('toolchain', `Emscripten ${version} (${path.dirname(config)})`);
  return { ...(await whereIs(emcc, version)), EM_CONFIG: config, ...rest };
}

function candidates(cache) {
  const onPath = which('emcc');
  const emsdk = process.env.EMSDK && path.join(process.env.EMSDK, 'upstream', 'emscripten', 'emcc');
  // Our own private emcc is on PATH when a build script starts another one; without its EM_CONFIG it is of no use.
  const ours =
    onPath && realpathSync(onPath).startsWith(path.join(realpathSync(existsSync(cache) ? cache : '/'), 'toolchain-'));
  return [onPath && !ours && ['emcc on PATH', onPath], emsdk && existsSync(emsdk) && ['emcc in $EMSDK', emsdk]].filter(
    Boolean,
  );
}

async function whereIs(emcc, version) {
  const root = await rootOf(emcc);
  return {
    emscriptenVersion: version,
    emcc: path.join(root, 'emcc'),
    emxx: path.join(root, 'em++'),
    emcmake: path.join(root, 'emcmake'),
    emscripten: root,
    cmakeToolchain: path.join(root, 'cmake', 'Modules', 'Platform', 'Emscripten.cmake'),
  };
}

/** Some distributions put a small script on PATH that starts the real emcc: then Emscripten itself has to be asked. */
async function rootOf(emcc) {
  const root = path.dirname(realpathSync(emcc));
  if (existsSync(path.join(root, 'cmake'))) return root;
  const { code, stdout } = await run(path.join(path.dirname(emcc), 'em-config'), ['EMSCRIPTEN_ROOT']);
  return code === 0 && existsSync(stdout.trim()) ? stdout.trim() : root;
}

async function versionOf(emcc) {
  const { stdout } = await run(emcc, ['--version']);
  return /^emcc .*?(\d+\.\d+\.\d+)/m.exec(stdout)?.[1];
}

export function atLeast(version, oldest) {
  const [a, b] = [version, oldest].map((text) => text.split('.').map(Number));
  for (let i = 0; i < b.length; i++) {
    if (a[i] !== b[i]) return a[i] > b[i];
  }
  return true;
}
