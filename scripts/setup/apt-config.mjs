// Where this machine gets its Debian packages from. The mirror is read from the machine's own configuration, so that a
// company's mirror, a cache or a container's setting is respected, and no host name stands in this repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ARCHIVE_KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];

/** @returns {{uri: string, signedBy: string|undefined} | undefined} the source of the machine's own Debian release */
export function debianSource(aptFolder = '/etc/apt', codename = codenameOf()) {
  const entries = readEntries(aptFolder).filter(
    ({ types, components }) => types.includes('deb') && components.includes('main'),
  );
  // The release itself, not its -security or -updates, and not some vendor's repository that has packages for it.
  const names = [codename, 'stable', 'oldstable', 'testing', 'unstable', 'sid'].filter(Boolean);
  const entry = names
    .map((name) => entries.find(({ suites, uris }) => suites.includes(name) && uris.some(looksLikeDebian)))
    .find(Boolean);
  if (!entry) return undefined;
  const signedBy =
    entry.signedBy && path.isAbsolute(entry.signedBy)
      ? entry.signedBy
      : ARCHIVE_KEYRINGS.find((file) => existsSync(file));
  return { uri: entry.uris.find(looksLikeDebian), signedBy };
}

// A Debian mirror's address ends in /debian by convention; mirror lists (mirror+file:) name it in a file.
const looksLikeDebian = (uri) => /\/debian\/?$/.test(uri) || uri.startsWith('mirror+') || /debian/i.test(uri);

function codenameOf() {
  try {
    return /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1].replaceAll('"', '');
  } catch {
    return undefined;
  }
}

function readEntries(aptFolder) {
  const parts = path.join(aptFolder, 'sources.list.d');
  const files = existsSync(parts)
    ? readdirSync(parts)
        .sort()
        .map((name) => path.join(parts, name))
    : [];
  files.push(path.join(aptFolder, 'sources.list'));
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      if (file.endsWith('.sources')) return parseDeb822(text);
      return file.endsWith('.list') ? parseOneLine(text) : [];
    });
}

const words = (text = '') => text.split(/\s+/).filter(Boolean);

/** Stanzas of `Field: value`, continued on indented lines; a comment line may stand anywhere, inside a value as well. */
export function parseDeb822(text) {
  const plain = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return plain.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = {};
    let name;
    for (const line of stanza.split('\n')) {
      const field = /^([A-Za-z-]+):(.*)$/.exec(line);
      if (field) {
        name = field[1].toLowerCase();
        fields[name] = field[2].trim();
      } else if (name && /^\s/.test(line)) fields[name] += `\n${line.trim()}`;
    }
    if (!fields.uris || /^(no|false|0|off|disable)$/i.test(fields.enabled ?? '')) return [];
    return [
      {
        types: words(fields.types),
        uris: words(fields.uris),
        suites: words(fields.suites),
        components: words(fields.components),
        signedBy: words(fields['signed-by'])[0],
      },
    ];
  });
}

/** `deb [signed-by=/a/key arch=amd64] http://host/debian RELEASE main contrib` */
export function parseOneLine(text) {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (!found) return [];
    const [, type, options = '', uri, suite, components] = found;
    return [
      {
        types: [type],
        uris: [uri],
        suites: [suite],
        components: words(components),
        signedBy: /signed-by=([^\s,]+)/i.exec(options)?.[1],
      },
    ];
  });
}
