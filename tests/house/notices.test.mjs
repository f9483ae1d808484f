// THIRD-PARTY-NOTICES.txt holds the licence of everything that is in the package.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/files.mjs';
import { fromDebian, notices, ourSections, sections, stale } from '../../scripts/notices.mjs';

test('the notices are those of the fetched sources', () => {
  const written = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  assert.deepEqual(stale(written, ourSections()), [], 'run node scripts/notices.mjs');
});

test('a changed, a missing and a pinned licence are told apart', () => {
  const all = [
    { title: 'zlib 1', text: 'be kind', pinned: true },
    { title: 'compiler', text: 'as installed here', pinned: false },
  ];
  assert.deepEqual(stale(notices(all), all), []);
  assert.deepEqual(stale(notices(all).replace('be kind', 'be rude'), all), ['zlib 1']);
  assert.deepEqual(stale(notices(all).replace('as installed here', 'as installed there'), all), []);
  assert.deepEqual(stale('', all), ['zlib 1', 'compiler']);
});

test('a licence file that is not there is an error', () => {
  assert.throws(() => sections({ sources: { a: ROOT } }, [{ name: 'a', version: '1', licences: ['none'] }]), {
    code: 'ENOENT',
  });
});

test('of a Debian copyright file only what is asked for is taken', () => {
  const text = `Format: x

Files:
 lib/*
Copyright:
  2020  A
License: Expat or Zlib

Files: test/*
Copyright: B
License: GPL-2

License: Expat
 Permission is granted.

License: GPL-2
 Other.
`;
  const taken = fromDebian(text, ['lib/*']);
  assert.match(taken, /2020 {2}A/);
  assert.match(taken, /Permission is granted/);
  assert.doesNotMatch(taken, /GPL-2|Other/);
  assert.throws(() => fromDebian(text, ['no/*']), /says nothing/);
});
