import { expect, it } from 'vitest';
import * as z from 'zod';
import { nearest } from '../../src/config/nearest.ts';
import { controlSchema } from '../../src/config/schema/control-schema.ts';
import { parseEndpoint } from '../../src/config/schema/fields.ts';
import { plantSchema } from '../../src/config/schema/plant-schema.ts';
import { profileSchema } from '../../src/config/schema/profile-schema.ts';
import { alarmSchema, interlockSchema } from '../../src/config/schema/safety-schema.ts';
import { siteSchema } from '../../src/config/schema/site-schema.ts';

it.each(
  Object.entries({ siteSchema, plantSchema, controlSchema, interlockSchema, alarmSchema, profileSchema }),
)('%s can be given to editors as JSON Schema, closed to unknown keys', (_, schema) => {
  const json = z.toJSONSchema(schema, { io: 'input' });
  expect(json.additionalProperties).toBe(false);
  expect(Object.keys(json.properties ?? {}).length).toBeGreaterThan(0);
});

it('addresses are host and port', () => {
  expect(parseEndpoint('127.0.0.1:0')).toEqual({ host: '127.0.0.1', port: 0 });
  expect(parseEndpoint('[::1]:8080')).toEqual({ host: '::1', port: 8080 });
  for (const bad of ['127.0.0.1', ':80', 'host:65536', 'a b:80', 'host:-1', 'host:80 ', '']) {
    expect(parseEndpoint(bad), bad).toBeNull();
  }
});

it('suggestions are near slips, and nothing far-fetched', () => {
  const keys = ['pressure', 'temperature', 'volume', 'gas', 'wall'];
  expect(nearest('presure', keys)).toEqual(['pressure']);
  expect(nearest('temperatrue', keys)).toEqual(['temperature']);
  expect(nearest('VOLUME', keys)).toEqual(['volume']);
  expect(nearest('gsa', keys)).toEqual(['gas']);
  expect(nearest('compressor', keys)).toEqual([]);
});
