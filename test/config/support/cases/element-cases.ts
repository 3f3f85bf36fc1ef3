/** What single elements of a plant cannot be, and states that the model has no data for. */
import { type Case, element, plant } from './edits.ts';

const MACHINE = 'displacement = "1 mL"\nfrequency = "1 Hz"\n';
const SPEED = 'max_pressure_ratio = 4\n';
const FAN = '[[fan]]\nid = "f"\nfrom = "ch1"\nto = "ch2"\nshut_off_pressure = "300 Pa"\n';
const POOL = '[[compute_pool]]\nid = "p"\ninto = "ch1"\nslots = 4\nidle_power = "1 W"\nbusy_power = "10 W"\n';

function compressor(id: string, from: string, to: string, rest: string): string {
  return `[[compressor]]\nid = "${id}"\nfrom = "${from}"\nto = ${to}\n${MACHINE}${rest}`;
}

export const ELEMENT_CASES: readonly Case[] = [
  {
    id: 'missing-key',
    what: 'a single conductance of a cooler',
    edits: [
      element('«[[cooler]]\nid = "k"\nfrom = "ch1"\npower = "1 W"\ncop_fraction = 0.4\nua_cold = "9 W/K"'),
    ],
    helps: 'a thermal conductance',
  },
  {
    id: 'missing-key',
    what: 'a map without its end',
    edits: [
      element(
        `«${compressor('k', 'ch1', '"ch2"', 'map = [{ pressure_ratio = 1, delivery = 1, isentropic_efficiency = 0.6 }, { pressure_ratio = 3, delivery = 0.8, isentropic_efficiency = 0.7 }]')}`,
      ),
    ],
  },
  {
    id: 'exclusive-keys',
    what: 'a machine by map and by efficiency',
    edits: [
      element(
        compressor(
          'k',
          'ch1',
          '"ch2"',
          'isentropic_efficiency = 0.7\nmap = «[{ pressure_ratio = 1, delivery = 1, isentropic_efficiency = 0.6 }, { pressure_ratio = 3, delivery = 0, isentropic_efficiency = 0.7 }]',
        ),
      ),
    ],
  },
  {
    id: 'exclusive-keys',
    what: 'an end beyond the end of a map',
    edits: [
      element(
        compressor(
          'k',
          'ch1',
          '"ch2"',
          'map = [{ pressure_ratio = 1, delivery = 1, isentropic_efficiency = 0.6 }, { pressure_ratio = 3, delivery = 0, isentropic_efficiency = 0.7 }]\nmax_pressure_ratio = «5',
        ),
      ),
    ],
    helps: 'remove max_pressure_ratio',
  },
  {
    id: 'limits-order',
    what: 'a map that goes back',
    edits: [
      element(
        compressor(
          'k',
          'ch1',
          '"ch2"',
          'map = [{ pressure_ratio = 2, delivery = 1, isentropic_efficiency = 0.6 }, { pressure_ratio = «2, delivery = 0, isentropic_efficiency = 0.7 }]',
        ),
      ),
    ],
  },
  {
    id: 'limits-order',
    what: 'an end within a map',
    edits: [
      element(
        compressor(
          'k',
          'ch1',
          '"ch2"',
          'map = [{ pressure_ratio = 1, delivery = 1, isentropic_efficiency = 0.6 }, { pressure_ratio = 3, delivery = 0.5, isentropic_efficiency = 0.7 }]\nmax_pressure_ratio = «3',
        ),
      ),
    ],
    helps: 'above 3',
  },
  {
    id: 'wrong-length',
    what: 'a map of one point',
    edits: [
      element(
        compressor(
          'k',
          'ch1',
          '"ch2"',
          'map = «[{ pressure_ratio = 1, delivery = 0, isentropic_efficiency = 0.6 }]',
        ),
      ),
    ],
    helps: '2 points',
  },
  {
    id: 'beyond-bound',
    what: 'a compressor better than isentropic',
    edits: [element(compressor('k', 'ch1', '"ch2"', `${SPEED}isentropic_efficiency = «1.2`))],
    helps: 'at most 1',
  },
  {
    id: 'beyond-bound',
    what: 'one point of a map better than isentropic, where something is delivered still',
    edits: [
      element(
        compressor(
          'k',
          'ch1',
          '"ch2"',
          `${SPEED}map = [{ pressure_ratio = 1, delivery = 1, isentropic_efficiency = 0.6 }, { pressure_ratio = 3, delivery = 0.5, isentropic_efficiency = «1.7 }]`,
        ),
      ),
    ],
  },
  {
    id: 'beyond-bound',
    what: 'a vacuum pump better than isentropic',
    edits: [element(`[[vacuum_pump]]\nid = "k"\nfrom = "ch1"\n${MACHINE}${SPEED}isentropic_efficiency = «2`)],
  },
  {
    id: 'beyond-bound',
    what: 'a fan that moves more than it is given',
    edits: [element(`${FAN}free_flow = "60 m^3/h"\nefficiency = «1.01`)],
  },
  {
    id: 'beyond-bound',
    what: 'a cooler better than Carnot',
    edits: [element('[[cooler]]\nid = "k"\nfrom = "ch1"\npower = "1 W"\ncop_fraction = «1.4')],
    helps: 'Carnot',
  },
  {
    id: 'beyond-bound',
    what: 'a heat engine better than Carnot',
    edits: [element('[[heat_engine]]\nid = "k"\nfrom = "ch1"\nua = "1 W/K"\ncarnot_fraction = «1.2')],
    helps: '0 to 1',
  },
  {
    id: 'beyond-bound',
    what: 'operations cheaper than Landauer allows',
    edits: [element(`${POOL}operations_per_second = «1e30`)],
    helps: '3.542e+21 operations per second',
  },
  {
    id: 'beyond-bound',
    what: 'a piston that takes more than there is',
    edits: [element('[[piston]]\nid = "p"\nin = "ch1"\nswept_volume = «"2 L"\nfrequency = "1 Hz"')],
    helps: 'below 0.002 m^3',
  },
  {
    id: 'two-pistons',
    what: 'two in one chamber',
    edits: [
      element(
        '[[piston]]\nid = "p"\nin = "ch1"\nswept_volume = "0.2 L"\nfrequency = "1 Hz"\n[[piston]]\nid = "q"\nin = «"ch1"\nswept_volume = "0.1 L"\nfrequency = "2 Hz"\nphase = "90 deg"',
      ),
    ],
    helps: 'a chamber of its own',
  },
  {
    id: 'limits-order',
    what: 'slots that take more at rest than at work',
    edits: [element(`${POOL.replace('"10 W"', '«"0.5 W"')}operations_per_second = 1e9`)],
  },
  {
    id: 'limits-order',
    what: 'more slots wanted than there are',
    edits: [element(`${POOL}operations_per_second = 1e9\ndemand = «5`)],
    helps: 'from 0 to 4',
  },
  {
    id: 'wrong-type',
    what: 'half a slot',
    edits: [element(`${POOL.replace('slots = 4', 'slots = «4.5')}operations_per_second = 1e9`)],
    helps: 'a whole number',
  },
  {
    id: 'unknown-element',
    what: 'a compute pool in a boundary',
    edits: [element(`${POOL.replace('"ch1"', '«"supply"')}operations_per_second = 1e9`)],
  },
  {
    id: 'unknown-element',
    what: 'a piston in the ambient',
    edits: [element('[[piston]]\nid = "p"\nin = «"ambient"\nswept_volume = "1 mL"\nfrequency = "1 Hz"')],
  },
  {
    id: 'unknown-element',
    what: 'a heat exchanger on a heat load',
    edits: [element('[[heat_exchanger]]\nid = "x"\nstreams = ["inlet1", «"rack1"]\nua = "50 W/K"')],
    helps: 'vent1',
  },
  {
    id: 'unknown-element',
    what: 'a burst disc to nowhere',
    edits: [element('[[burst_disc]]\nid = "b"\nfrom = "ch1"\nto = «"air"\nkv = 1\nburst_pressure = "9 bar"')],
  },
  {
    id: 'wrong-length',
    what: 'three streams of a heat exchanger',
    edits: [element('[[heat_exchanger]]\nid = "x"\nstreams = «["inlet1", "vent1", "cross"]\nua = "50 W/K"')],
    helps: 'two ids',
  },
  {
    id: 'valve-loop',
    what: 'a heat exchanger of one stream',
    edits: [element('[[heat_exchanger]]\nid = "x"\nstreams = ["inlet1", «"inlet1"]\nua = "50 W/K"')],
  },
  {
    id: 'valve-loop',
    what: 'a conductor from the ambient to the ambient',
    edits: [element('[[heat_conductor]]\nid = "x"\nfrom = "ambient"\nto = «"ambient"\nua = "1 W/K"')],
  },
  {
    id: 'compressor-loop',
    what: 'two compressors that feed each other',
    edits: [
      element(
        `${compressor('k1', 'ch1', '«"ch2"', `${SPEED}isentropic_efficiency = 0.7\n`)}${compressor('k2', 'ch2', '"ch1"', `${SPEED}isentropic_efficiency = 0.7\n`)}`,
      ),
    ],
    helps: 'cool one of its chambers',
  },
  {
    id: 'outside-model',
    what: 'a chamber too cold',
    edits: [
      plant(
        'id = "ch1"\nvolume = "1 L"\npressure = "1.5 bar"\ntemperature = "295 K"',
        'id = "ch1"\nvolume = "1 L"\npressure = "1.5 bar"\ntemperature = «"49 K"',
      ),
    ],
    helps: '50 K to 6000 K',
  },
  {
    id: 'outside-model',
    what: 'a supply of a million bar',
    edits: [plant('"8 bar"', '«"1e6 bar"')],
    helps: '1000 bar',
  },
  {
    id: 'outside-model',
    what: 'a chamber without room for gas',
    edits: [plant('id = "ch1"\nvolume = "1 L"', 'id = "ch1"\nvolume = «"1e-30 m^3"')],
    helps: 'm^3',
  },
  {
    id: 'outside-model',
    what: 'a supply beyond the real-gas equation',
    edits: [
      plant('[ambient]', '[fluid]\nequation_of_state = "gerg-2008"\n[ambient]'),
      plant('"8 bar"', '«"400 bar"'),
    ],
    helps: '350 bar',
  },
  {
    id: 'outside-model',
    what: 'a liquid of a gas other than water',
    edits: [
      plant('[ambient]', '[fluid]\nequation_of_state = "gerg-2008"\n[ambient]'),
      plant(
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
        'pressure = «"100 bar"\ntemperature = "150.2 K"\ngas = { Ar = 1 }',
      ),
    ],
    helps: 'lower the pressure',
  },
  {
    id: 'wet-boundary',
    what: 'a supply of fog',
    edits: [
      plant(
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
        'pressure = "8 bar"\ntemperature = "295 K"\ngas = «{ N2 = 0.99, H2O = 0.01 }',
      ),
    ],
    helps: 'condensation = false',
  },
  {
    id: 'wet-boundary',
    what: 'an ambient of fog',
    edits: [plant('pressure = "1 atm"', 'pressure = "1 atm"\ngas = «{ N2 = 0.97, H2O = 0.03 }')],
  },
  {
    id: 'empty-plant',
    what: 'a plant of nothing, in a site of nothing',
    edits: [
      { file: 'etc/demo/plant.toml', to: '«# nothing yet\n' },
      { file: 'etc/demo/control.toml', to: '# nothing yet\n' },
      { file: 'etc/demo/interlocks.toml', to: '# nothing yet\n' },
      { file: 'etc/demo/alarms.toml', to: '# nothing yet\n' },
      { file: 'device-tree/demo.dts', to: '/dts-v1/;\n/ { };\n' },
    ],
    helps: '[[chamber]]',
  },
];
