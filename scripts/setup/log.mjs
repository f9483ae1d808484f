// What set-up says. On a terminal a long step rewrites its own line; elsewhere (CI, a log file) it prints one every few
// seconds, so that nobody wonders whether it hangs.
const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;
const started = Date.now();

const terminal = () => Boolean(process.stdout.isTTY);

export function say(subject, text) {
  process.stdout.write(`${subject.padEnd(10)} ${text}\n`);
}

export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;
export const sinceStart = () => seconds(Date.now() - started);
export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** A long step: `update('3 of 40', 0.07)` as often as wanted, `end('done')` once. */
export function longStep(subject, title) {
  const begin = Date.now();
  let last = begin;
  let drawn = false;
  let now = {};
  if (!terminal()) say(subject, `${title} …`);
  const draw = () => {
    if (Date.now() - last < (terminal() ? REDRAW_EVERY_MS : LINE_EVERY_MS)) return;
    last = Date.now();
    const percent = now.share === undefined ? '' : ` ${String(Math.floor(Math.min(1, now.share) * 100)).padStart(3)}%`;
    const line = `${subject.padEnd(10)} ${title}${percent} ${seconds(last - begin)}${now.text ? ` (${now.text})` : ''}`;
    drawn = terminal();
    process.stdout.write(drawn ? `\r\x1b[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}` : `${line}\n`);
  };
  // The clock goes on even while the program that is waited for says nothing.
  const clock = setInterval(draw, 1000).unref();
  return {
    update(text, share) {
      now = { text, share };
      draw();
    },
    end(text = 'done') {
      clearInterval(clock);
      if (drawn) process.stdout.write('\r\x1b[K');
      say(subject, `${title}: ${text} (${seconds(Date.now() - begin)})`);
    },
    /** The step failed: leave the terminal's line clean for the message that follows. */
    abandon() {
      clearInterval(clock);
      if (drawn) process.stdout.write('\n');
    },
  };
}
