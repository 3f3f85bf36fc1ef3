import { loadPlant } from '../config/load-plant.ts';
import type { PlantDefinition } from '../physics/plant-definition.ts';
import { rankGases } from '../physics/prediction/duties.ts';
import { predictLumped } from '../physics/prediction/lumped-validity.ts';
import { predictCycling } from '../physics/prediction/predict-cycling.ts';
import { predictEquilibrium } from '../physics/prediction/predict-equilibrium.ts';
import { print, printJson } from './display.ts';
import { CliError, EXIT } from './exit.ts';
import { cyclingText } from './predict/cycling-text.ts';
import { equilibriumText } from './predict/equilibrium-text.ts';
import { lumpedText } from './predict/lumped-text.ts';
import type { Part, PredictOptions } from './predict/question.ts';
import { cyclingQuestion, frequencyHz, partsOf, workingGasQuestion } from './predict/question.ts';
import { type WorkingGases, workingGasText } from './predict/working-gas-text.ts';
import { reportDiagnostics } from './report-diagnostics.ts';

/** What of a plant follows from conservation laws and sizes alone, without running it. */
export function predict(file: string, options: PredictOptions): void {
  const parts = partsOf(options);
  const loaded = loadPlant(file);
  reportDiagnostics(loaded.diagnostics, loaded.sources);
  if (loaded.value === null) throw new CliError(EXIT.doesNotHold, '');
  const plant = loaded.value;
  const found = parts.map((part) => predictPart(part, plant, options));
  if (options.format === 'json') printJson(Object.fromEntries(found.map(({ key, value }) => [key, value])));
  else print(found.map(({ text }) => text).join('\n\n'));
}

interface Found {
  readonly key: string;
  readonly value: unknown;
  readonly text: string;
}

function predictPart(part: Part, plant: PlantDefinition, options: PredictOptions): Found {
  switch (part) {
    case 'equilibrium': {
      const value = predictEquilibrium(plant);
      return { key: 'equilibrium', value, text: equilibriumText(value) };
    }
    case 'working-gas': {
      const value = rankedGases(plant, options);
      return { key: 'workingGas', value, text: workingGasText(value) };
    }
    case 'cycling': {
      const value = predictCycling(plant, cyclingQuestion(options));
      return { key: 'cycling', value, text: cyclingText(value) };
    }
    case 'lumped': {
      const value = predictLumped(plant, frequencyHz(options));
      return { key: 'lumped', value, text: lumpedText(value) };
    }
  }
}

function rankedGases(plant: PlantDefinition, options: PredictOptions): WorkingGases {
  const { candidates, at, duct, duties } = workingGasQuestion(options, plant);
  const ranked = rankGases(candidates, at, duct);
  return { at, duct, gases: ranked.gases, duties: ranked.duties.filter(({ duty }) => duties.includes(duty)) };
}
