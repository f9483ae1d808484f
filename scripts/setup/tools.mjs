// Programs of the machine that building and testing start: only those that are missing are installed.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { say } from './log.mjs';
import { installPackages } from './packages.mjs';
import { which } from './run.mjs';

export const tools = ({ pins }) => need(pins.tools.build, 'tools');
export const testTools = ({ pins }) => need(pins.tools.test, 'test-tools');

async function need(wanted, subject) {
  const missing = wanted.filter((each) => !each.optional && !found(each));
  if (missing.length > 0) {
    await installPackages(
      missing.map((each) => each.package),
      `the program ${missing.map(nameOf).join(', ')}`,
      subject,
    );
  }
  for (const each of wanted.filter((one) => one.optional && !found(one))) await tryFor(each, subject);
  const here = wanted.filter((each) => found(each));
  say(subject, here.map(nameOf).join(', '));
  return Object.fromEntries(here.filter(({ header }) => !header).map((each) => [nameOf(each), found(each)]));
}

/** What only saves time: without it, set-up says so and goes on. */
async function tryFor(tool, subject) {
  try {
    await installPackages([tool.package], `the program ${nameOf(tool)}`, subject);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(subject, `without ${nameOf(tool)}, ${tool.optional}: ${error.message}`);
  }
}

const nameOf = ({ commands, header }) => (header ? `${commands[0]} with ${header}` : commands[0]);

/** The program's path, where it is here and has the header it is wanted with. */
function found({ commands, header }) {
  const program = commands.map((command) => which(command)).find(Boolean);
  if (!program || (header && !hasHeader(program, header))) return undefined;
  return program;
}

// A compiler names the whole path of a file it has, and gives back the bare name of one it has not.
function hasHeader(compiler, header) {
  const { stdout } = spawnSync(compiler, [`-print-file-name=include/${header}`], { encoding: 'utf8' });
  return path.isAbsolute(stdout.trim());
}
