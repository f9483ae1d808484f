// Programs of the machine that building and testing start: only those that are missing are installed.

import { say } from './log.mjs';
import { installPackages } from './packages.mjs';
import { which } from './run.mjs';

export const tools = ({ pins }) => need(pins.tools.build, 'tools');
export const testTools = ({ pins }) => need(pins.tools.test, 'test-tools');

async function need(wanted, subject) {
  const missing = wanted.filter(({ commands }) => !found(commands));
  if (missing.length > 0) {
    await installPackages(
      missing.map((each) => each.package),
      `the program ${missing.map(({ commands }) => commands[0]).join(', ')}`,
      subject,
    );
  }
  say(subject, wanted.map(({ commands }) => commands[0]).join(', '));
  return Object.fromEntries(wanted.map(({ commands }) => [commands[0], found(commands)]));
}

const found = (commands) => commands.map((command) => which(command)).find(Boolean);
