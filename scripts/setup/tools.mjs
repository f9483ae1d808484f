// Programs of the machine that building and testing start: only those that are missing are installed.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { say } from './log.mjs';
import { installPackages } from './packages.mjs';
import { which } from './run.mjs';

export const tools = ({ pins }) => need(pins.tools.build, 'tools');
export const testTools = ({ pins }) => need(pins.tools.test, 'test-tools');

async function need(wanted, subject) {
  const missing = wanted.filter((each) => !found(each));
  if (missing.length > 0) {
    await installPackages(
      missing.map((each) => each.package),
      `the program ${missing.map(nameOf).join(', ')}`,
      subject,
    );
  }
  say(subject, wanted.map(nameOf).join(', '));
  return Object.fromEntries(wanted.filter(({ header }) => !header).map((each) => [nameOf(each), found(each)]));
}

const nameOf = ({ commands, header }) => (header ? `${commands[0]} with ${header}` : commands[0]);

/** The program's path, where it is here and has the header it is wanted with. */
function found({ commands, header }) {
  const program = commands.map((command) => which(command)).find(Boolean);
  return program && (!header || hasHeader(program, header)) ? program : undefined;
}

// A compiler names the whole path of a file it has, and gives back the bare name of one it has not.
function hasHeader(compiler, header) {
  const { stdout } = spawnSync(compiler, [`-print-file-name=include/${header}`], { encoding: 'utf8' });
  return path.isAbsolute(stdout.trim());
}
