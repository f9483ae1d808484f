import type { Host } from './types';

const ENGINES: readonly [Host['engine'], RegExp][] = [
  ['firefox', /\bFirefox\/([\d.]+)/],
  // Before WebKit: Chromium's user agent names AppleWebKit and Safari as well.
  ['chromium', /\b(?:HeadlessChrome|Chrome|Chromium)\/([\d.]+)/],
  ['webkit', /\bVersion\/([\d.]+).*\bSafari\//],
  ['webkit', /\bAppleWebKit\/([\d.]+)/],
];

const SYSTEMS: readonly [string, RegExp][] = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux|X11/],
];

/** The environment as a page can see it; a driver that knows more (the exact version) may say so in its file. */
export function describeHost(timerStepMs: number): Host {
  const userAgent = navigator.userAgent;
  let engine: Host['engine'] = 'unknown';
  let version = '';
  for (const [name, pattern] of ENGINES) {
    const match = pattern.exec(userAgent);
    if (!match) continue;
    engine = name;
    version = match[1];
    break;
  }
  return {
    engine,
    version,
    userAgent,
    os: SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'unknown',
    cores: navigator.hardwareConcurrency,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    timerStepMs,
  };
}
