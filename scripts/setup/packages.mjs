// Packages of the machine itself: installed as root, or with sudo.
import { aptEnvironment, aptProgress, hasApt } from './apt.mjs';
import { aptError } from './apt-errors.mjs';
import { SetupError } from './errors.mjs';
import { longStep } from './log.mjs';
import { run, which } from './run.mjs';

/** @param {string[]} packages  @param {string} what what they are for, as an error message names it */
export async function installPackages(packages, what, subject) {
  const command = `apt-get install ${packages.join(' ')}`;
  if (!hasApt())
    throw new SetupError(
      `${capital(what)} is missing, and this machine has no apt-get.`,
      `Install by other means what Debian calls ${packages.join(', ')}.`,
    );
  const asRoot = await rootPrefix();
  if (!asRoot)
    throw new SetupError(
      `${capital(what)} is missing; installing it needs root, and sudo is not to be had here.`,
      `Run "${command}" as root, then set-up again.`,
    );
  const known = await run('apt-get', ['-s', 'install', ...packages], { env: aptEnvironment() });
  const step = longStep(subject, `installing ${packages.join(', ')}`);
  const apt = (...args) => {
    const [program, ...rest] = [
      ...asRoot,
      'apt-get',
      '-y',
      '-o',
      'APT::Status-Fd=1',
      '-o',
      'DPkg::Lock::Timeout=300',
      '-o',
      'Acquire::Retries=2',
      ...args,
    ];
    return run(program, rest, { env: aptEnvironment(), onLine: aptProgress(step) });
  };
  try {
    const install = () => apt('install', '--no-install-recommends', ...packages);
    let result = known;
    if (known.code === 0) result = await install();
    // Lists never fetched (a fresh container), or so old that the mirror has dropped what they name: fetch, once more.
    if (result.code !== 0 && /Unable to locate|no installation candidate|\b404\b/i.test(result.output)) {
      const update = await apt('update', '-o', 'APT::Update::Error-Mode=any');
      result = await install();
      if (result.code !== 0 && update.code !== 0) result.output = `${update.output}\n${result.output}`;
    }
    if (result.code !== 0) throw aptError(result, what);
  } catch (error) {
    step.abandon();
    throw error;
  }
  step.end();
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** What to put before apt-get; undefined when there is no way to root from here. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!which('sudo')) return undefined;
  // sudo drops the environment, hence env.
  const withEnvironment = ['env', 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive'];
  if ((await run('sudo', ['-n', 'true'])).code === 0) return ['sudo', '-n', ...withEnvironment];
  // A person at the keyboard can be asked; sudo talks to the terminal itself.
  return process.stdin.isTTY ? ['sudo', ...withEnvironment] : undefined;
}
