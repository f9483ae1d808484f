// @ts-check
// Programs that a driver starts and keeps. Each has a process group of its own, which is ended by that handle and no other
// way: when the driver closes, when Node exits, and when a signal ends Node.
import { spawn } from 'node:child_process';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const GRACE_MS = 3000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let watching = false;

/**
 * Starts a program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {{ child: import('node:child_process').ChildProcess, died: Promise<never>, end: () => Promise<void> }}
 * `died` rejects when the program ends without having been asked to
 */
export function startProcess(command, args, { env = process.env, stdio = 'ignore' } = {}) {
  watch();
  const child = spawn(command, args, { env, stdio, detached: true });
  running.add(child);
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  /** @type {Promise<never>} */
  const died = new Promise((_, reject) => {
    child.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => reject(new Error(`${command} ended by itself (${signal ?? `code ${code}`})`)));
  });
  died.catch(() => {}); // whoever waits for the program sees it; nobody has to
  const end = async () => {
    killGroup(child, 'SIGTERM');
    const late = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(late);
    // What the program had started may outlive it by a moment: the group is gone only after this.
    killGroup(child, 'SIGKILL');
    running.delete(child);
  };
  return { child, died, end };
}

function watch() {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of running) killGroup(child, 'SIGKILL');
  });
  for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code));
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function killGroup({ pid }, signal) {
  if (pid === undefined) return; // it never started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // all of it has ended
  }
}
