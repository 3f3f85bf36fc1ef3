/** References and compositions in a plant. */
import { alarms, type Case, element, HEAT_LOAD, INLET_ID, interlocks, plant, wiring } from './edits.ts';

export const PLANT_CASES: readonly Case[] = [
  {
    id: 'unknown-key',
    what: 'an element that no plant has',
    edits: [plant('[[heat_load]]', '«[[fann]]\nid = "k1"\n\n[[heat_load]]')],
    helps: 'did you mean "fan"?',
  },
  {
    id: 'mole-fractions',
    what: 'a sum of 0.99',
    edits: [
      plant(
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = «{ N2 = 0.78, O2 = 0.21 }',
      ),
    ],
    helps: '0.79',
  },
  {
    id: 'unknown-element',
    what: 'a valve to nowhere',
    edits: [plant(INLET_ID, INLET_ID.replace('"ch1"', '«"chl"'))],
    helps: 'did you mean "ch1"?',
  },
  {
    id: 'unknown-element',
    what: 'a heat load in a boundary',
    edits: [plant(HEAT_LOAD, HEAT_LOAD.replace('"ch1"', '«"supply"'))],
  },
  {
    id: 'valve-loop',
    what: 'both ends at one chamber',
    edits: [plant('from = "ch1"\nto = "ch2"', 'from = "ch1"\nto = «"ch1"')],
  },
  {
    id: 'duplicate-id',
    what: 'a chamber and a valve',
    edits: [
      plant('id = "rack1"', 'id = «"cross"'),
      wiring('"rack1.enabled"', '"cross.enabled"'),
      interlocks('"rack1.enabled" = 0', '"cross.enabled" = 0'),
      interlocks('outputs = ["rack1.enabled"]', 'outputs = ["cross.enabled"]'),
    ],
  },
  {
    id: 'duplicate-id',
    what: 'an element named as the surroundings',
    edits: [
      plant('id = "rack1"', 'id = «"ambient"'),
      wiring('"rack1.enabled"', '"ambient.enabled"'),
      interlocks('"rack1.enabled" = 0', '"ambient.enabled" = 0'),
      interlocks('outputs = ["rack1.enabled"]', 'outputs = ["ambient.enabled"]'),
    ],
  },
  {
    id: 'duplicate-id',
    what: 'a tube and a chamber',
    edits: [element('[[tube]]\nid = «"ch1"\nfrom = "ch1"\nto = "ch2"\narea = "1 cm^2"\nlength = "1 m"')],
  },
  { id: 'duplicate-id', what: 'two alarms', edits: [alarms('"ch2-pressure-hi"', '«"ch1-pressure-hi"')] },
];
