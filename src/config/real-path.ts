import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** The absolute path with every link followed; as it stands where nothing is there to follow. */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return absolute;
  }
}
