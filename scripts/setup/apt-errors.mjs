// apt-get's many words for what went wrong, as one line that names the thing and the way out.
import { SetupError } from './errors.mjs';
import { reason } from './run.mjs';

const CASES = [
  // Order matters: a full disk or a missing file also ends in "Failed to fetch".
  [
    /No space left on device|You don't have enough free space/i,
    (what) => [
      `Too little disk for ${what}: apt-get says "No space left on device".`,
      'Free some, or set PIXLANE_CACHE to a folder on a larger disk.',
    ],
  ],
  [
    /Hash Sum mismatch|Hashes of expected file/i,
    (what) => [
      `Wrong hash: what apt-get downloaded for ${what} is not what Debian's signed index says.`,
      'Run set-up again; if it stays so, the mirror or a proxy in between is out of date.',
    ],
  ],
  [
    /NO_PUBKEY|is not signed|public key is not available|couldn't be verified/i,
    (what) => [
      `Debian's index for ${what} is signed with a key this machine does not have.`,
      'Update the package debian-archive-keyring (apt-get install --only-upgrade debian-archive-keyring).',
    ],
  ],
  [
    /Temporary failure resolving|Could not resolve|Network is unreachable|Could not connect|Unable to connect|Connection (refused|timed out|failed)|Cannot initiate the connection|Proxy|407 /i,
    (what) => [
      `No network: apt-get cannot reach the Debian mirror for ${what}.`,
      'Connect (or set http_proxy), then run set-up again: what was downloaded is kept.',
    ],
  ],
  [
    /\b404\b/,
    (what, output) => [
      `Debian's index names ${fileIn(output) ?? `a file for ${what}`} but the mirror no longer has it (404).`,
      'Run set-up again later: what was downloaded is kept. ' +
        (what.includes('emscripten') ? 'Or install Emscripten with emsdk and set EMSDK.' : ''),
    ],
  ],
  [
    /Unable to locate package (\S+)|Package '?([\w.+-]+)'? has no installation candidate|Unable to find a source package for (\S+)|Version '[^']*' for '([^']+)' was not found|Can't find a source to download version '[^']*' of '([^']+)'/i,
    (what, _output, found) => [
      `Missing package: this machine's Debian packages have no ${found.slice(1).find(Boolean)}, which ${what} needs.`,
      'Check the suites in /etc/apt/sources.list.d (Debian 12 main is enough) and run apt-get update.',
    ],
  ],
  [
    /Could not get lock|Unable to acquire the dpkg frontend lock/i,
    (what) => [
      `Another package manager is at work, so ${what} could not be installed.`,
      'Wait until it has finished, then run set-up again.',
    ],
  ],
  [
    /dpkg was interrupted/i,
    () => [
      'An earlier package installation on this machine was interrupted.',
      'Run "dpkg --configure -a" as root, then set-up again.',
    ],
  ],
];

const fileIn = (output) =>
  /([\w.+%~:-]+\.(?:deb|tar\.\w+|dsc))[^\n]*404|404[^\n]*?([\w.+%~:-]+\.deb)/.exec(output)?.slice(1).find(Boolean);

export function aptError(result, what) {
  for (const [pattern, words] of CASES) {
    const found = pattern.exec(result.output);
    if (found) return new SetupError(...words(what, result.output, found));
  }
  return new SetupError(
    `apt-get failed for ${what}: ${reason(result)}`,
    'Run set-up again; "node scripts/setup.mjs --help" tells what it installs.',
  );
}
