/** A CPU profile as V8 writes it, boiled down to the functions that the time was spent in. */

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Node of every sample, and the time from the sample before, microseconds. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface HotFunction {
  readonly name: string;
  /** Part of the whole, 0 … 1. */
  readonly share: number;
}

/** Functions by the time in themselves without their callees, greatest first. */
export function hottest(profile: CpuProfile, most: number): readonly HotFunction[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((node, index) => {
    const name = names.get(node) ?? '';
    const delta = profile.timeDeltas[index] ?? 0;
    spent.set(name, (spent.get(name) ?? 0) + delta);
    total += delta;
  });
  return [...spent]
    .map(([name, time]) => ({ name, share: time / total }))
    .sort((a, b) => b.share - a.share)
    .slice(0, most);
}

function nameOf({ functionName, url }: ProfileNode['callFrame']): string {
  const file = url.split('/').at(-1) ?? '';
  return file === '' ? functionName : `${functionName} (${file})`;
}
