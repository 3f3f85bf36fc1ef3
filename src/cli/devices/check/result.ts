/** What a check of one point found. */
export interface PointResult {
  readonly profile: string;
  readonly point: string;
  /** What was tried, such as `reading` or `writing`. */
  readonly part: string;
  /** How many values, or answers, were looked at. */
  readonly checks: number;
  /** The first thing that does not hold; null when all does. */
  readonly failure: string | null;
}

/** Collects the looks at each point, and keeps the first that failed. */
export class Findings {
  private readonly found = new Map<string, { checks: number; failure: string | null }>();
  private readonly profile: string;
  private readonly part: string;

  constructor(profile: string, part: string) {
    this.profile = profile;
    this.part = part;
  }

  /** Counts a look; `problem` is what is wrong, or null. */
  look(point: string, problem: string | null): void {
    const entry = this.found.get(point) ?? { checks: 0, failure: null };
    entry.checks++;
    entry.failure ??= problem;
    this.found.set(point, entry);
  }

  results(): PointResult[] {
    const { profile, part } = this;
    return [...this.found].map(([point, { checks, failure }]) => ({ profile, point, part, checks, failure }));
  }
}
