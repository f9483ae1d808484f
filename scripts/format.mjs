#!/usr/bin/env node
// @ts-check
// `npm run format`: rewrites our files as `npm test` wants them.
import { CPP, ourFiles, ROOT } from './files.mjs';
import { run } from './setup/run.mjs';
import { setup } from './setup.mjs';

await setup(['test-tools', 'node']);
for (const [command, ...args] of [
  ['clang-format', '-i', ...ourFiles(...CPP)],
  ['node_modules/.bin/biome', 'check', '--write'],
]) {
  const { code, output } = await run(command, args, { cwd: ROOT });
  if (output.trim()) console.log(output.trim());
  if (code !== 0) process.exitCode = 1;
}
