// What set-up throws when a person can do something about it: one line that names the thing and the way out.
export class SetupError extends Error {
  /** @param {string} problem what is wrong, naming the thing  @param {string} wayOut what to do about it */
  constructor(problem, wayOut, options) {
    super(`${oneLine(problem)} ${oneLine(wayOut)}`.trim(), options);
    this.name = 'SetupError';
    this.problem = oneLine(problem);
    this.wayOut = oneLine(wayOut);
  }
}

const oneLine = (text = '') => String(text).replace(/\s+/g, ' ').trim();
