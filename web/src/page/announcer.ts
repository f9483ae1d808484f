const LEAST_MS = 6_000;

/** Tells screen readers how the race goes, seldom enough to be listened to: the visible label changes many times a second. */
export class Announcer {
  private last = -Infinity;

  /** @param region an aria-live element that is not seen */
  constructor(private readonly region: HTMLElement) {}

  /** @param urgent is said whenever it comes: the end of a race */
  say(text: string, urgent: boolean): void {
    const now = performance.now();
    if (!urgent && now - this.last < LEAST_MS) return;
    this.last = now;
    this.region.textContent = text;
  }
}
