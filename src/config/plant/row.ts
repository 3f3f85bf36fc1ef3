import type { PlantData } from '../schema/plant-schema.ts';

/** One `[[table]]` of a plant file, as its schema gives it. */
export type Row<T extends keyof PlantData> =
  NonNullable<PlantData[T]> extends readonly (infer R)[] ? R : never;
