/** Recognises a TOML file by its top-level keys: a name says little, since plants may be called anything. */
import { basename, dirname } from 'node:path';
import type { ZodObject } from 'zod';
import { controlSchema } from './schema/control-schema.ts';
import { mqttAccessSchema } from './schema/mqtt-access-schema.ts';
import { plantSchema } from './schema/plant-schema.ts';
import { profileSchema } from './schema/profile-schema.ts';
import { alarmSchema, interlockSchema } from './schema/safety-schema.ts';
import { siteSchema } from './schema/site-schema.ts';

/** The five files of a site, which are called so in every site. */
export const SITE_FILES = {
  site: 'site.toml',
  plant: 'plant.toml',
  control: 'control.toml',
  interlocks: 'interlocks.toml',
  alarms: 'alarms.toml',
} as const;

export type FileKind = keyof typeof SITE_FILES | 'profile' | 'mqtt-access';

export const SCHEMAS: Readonly<Record<FileKind, ZodObject>> = {
  plant: plantSchema,
  profile: profileSchema,
  site: siteSchema,
  control: controlSchema,
  interlocks: interlockSchema,
  alarms: alarmSchema,
  'mqtt-access': mqttAccessSchema,
};

/** Top-level keys of every kind of file. */
export const KNOWN_KEYS = Object.values(SCHEMAS).flatMap(({ shape }) => Object.keys(shape));

/**
 * The kind whose keys the file has most of; where it has none of any, what its name or folder says. null: nothing
 * tells.
 *
 * @param keys top-level keys of the file
 */
export function fileKind(path: string, keys: readonly string[]): FileKind | null {
  const counts = Object.entries(SCHEMAS).map(([kind, schema]) => {
    const known = Object.keys(schema.shape);
    return { kind: kind as FileKind, count: keys.filter((key) => known.includes(key)).length };
  });
  const best = counts.reduce((most, next) => (next.count > most.count ? next : most));
  return best.count > 0 ? best.kind : kindByName(path);
}

function kindByName(path: string): FileKind | null {
  if (basename(dirname(path)) === 'devices') return 'profile';
  const named = Object.entries(SITE_FILES).find(([, name]) => name === basename(path));
  return named === undefined ? null : (named[0] as FileKind);
}
