// @ts-check
// One line of progress: rewritten on a terminal, printed now and then elsewhere.
const QUIET_MS = 15_000;
const COLUMNS = 78;

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {{ show: (text: string) => void, say: (text: string) => void }} `show` what may be overwritten, `say` what stays
 */
export function progressLine(stream = process.stderr) {
  let shown = 0;
  const clear = () => {
    if (stream.isTTY) stream.write('\r\x1b[K');
  };
  return {
    show(text) {
      if (stream.isTTY) {
        clear();
        stream.write(text.slice(0, (stream.columns ?? COLUMNS) - 1));
      } else if (Date.now() - shown > QUIET_MS) {
        shown = Date.now();
        stream.write(`${text}\n`);
      }
    },
    say(text) {
      clear();
      stream.write(`${text}\n`);
    },
  };
}
