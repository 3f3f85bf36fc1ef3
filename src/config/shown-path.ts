import { isAbsolute, relative, sep } from 'node:path';

/** A path for people and reports: relative to `base` when it lies inside, with forward slashes. */
export function shownPath(path: string, base: string): string {
  const near = relative(base, path);
  const outside = near === '' || near === '..' || near.startsWith(`..${sep}`) || isAbsolute(near);
  return (outside ? path : near).split(sep).join('/');
}
