import { type Plant, validityExcursions } from '../physics/plant.ts';

/** One line for each chamber whose gas left the range in which the gas data are valid. */
export function excursionLines(plant: Plant): readonly string[] {
  return validityExcursions(plant).map(({ chamber, lowestK, highestK, validK: [from, to] }) => {
    const reached = lowestK < from ? `fell to ${lowestK.toFixed(1)} K` : `rose to ${highestK.toFixed(1)} K`;
    return `the gas in ${chamber} ${reached}, outside ${from} … ${to} K, where the gas data are valid; its heat capacity is extrapolated`;
  });
}
