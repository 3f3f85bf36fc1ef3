/** What is wrong about shadow: where the hardware is, and how far a residual may go. */
import { alarms, type Case, wiring } from './edits.ts';

const PT2 =
  'pt2: pressure-transmitter@2 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <2>;\n\t\t\tbuhera,mode = ';
const GATEWAY = 'buhera,connect = "127.0.0.1:5020";';
const withHardware = wiring(GATEWAY, `${GATEWAY}\n\t\tbuhera,hardware = "10.0.0.7:502";`);
const residualAlarm = (lines: string) =>
  alarms('[[alarm]]\nid = "ch1-pressure-hi"', `${lines}\n\n[[alarm]]\nid = "ch1-pressure-hi"`);
const ALARM = '[[alarm]]\nid = "m"\nmessage = "m"\npriority = "low"\n';

export const MODE_CASES: readonly Case[] = [
  {
    id: 'no-hardware',
    what: 'shadow on a gateway whose hardware nobody named',
    edits: [wiring(`${PT2}"emulated"`, `${PT2.replace('pressure', '«pressure')}"shadow"`)],
    helps: 'buhera,hardware = "host:port"',
  },
  {
    id: 'no-hardware',
    what: 'hardware where the emulators are',
    edits: [
      wiring('modbus0: field-bus', 'modbus0: «field-bus'),
      wiring(GATEWAY, `${GATEWAY}\n\t\tbuhera,hardware = "127.0.0.1:5020";`),
    ],
  },
  {
    id: 'no-hardware',
    what: 'a thermometer in shadow without a topic of its hardware',
    edits: [
      wiring('room: thermometer', 'room: «thermometer'),
      wiring(
        'buhera,topic = "room";\n\t\t\tbuhera,mode = "emulated"',
        'buhera,topic = "room";\n\t\t\tbuhera,mode = "shadow"',
      ),
    ],
    helps: 'buhera,hardware-topic',
  },
  {
    id: 'no-hardware',
    what: 'hardware under the topic of its emulator',
    edits: [
      wiring('room: thermometer', 'room: «thermometer'),
      wiring('buhera,topic = "room";', 'buhera,topic = "room";\n\t\t\tbuhera,hardware-topic = "room";'),
    ],
  },
  {
    id: 'invalid-property',
    what: 'a topic of hardware with a wildcard',
    edits: [
      wiring('buhera,topic = "room";', 'buhera,topic = "room";\n\t\t\tbuhera,hardware-topic = «"bench/#";'),
    ],
  },
  {
    id: 'invalid-endpoint',
    what: 'hardware without a port',
    edits: [wiring(GATEWAY, `${GATEWAY}\n\t\tbuhera,hardware = «"10.0.0.7";`)],
  },
  {
    id: 'unknown-property',
    what: 'a topic of hardware on Modbus',
    edits: [wiring('reg = <2>;', 'reg = <2>;\n\t\t\t«buhera,hardware-topic = "x";')],
  },
  {
    id: 'unknown-tag',
    what: 'the residual of a device that has no hardware',
    edits: [residualAlarm(`${ALARM}tag = «"ch1.pressure.residual"\nbeyond = "50 mbar"`)],
  },
  {
    id: 'invalid-quantity',
    what: 'a residual in degrees Celsius, which has a zero of its own',
    edits: [withHardware, residualAlarm(`${ALARM}tag = "ch1.temperature.residual"\nbeyond = «"5 °C"`)],
  },
  {
    id: 'out-of-range',
    what: 'a residual beyond less than nothing',
    edits: [withHardware, residualAlarm(`${ALARM}tag = "ch1.pressure.residual"\nbeyond = «"-50 mbar"`)],
  },
  {
    id: 'deadband-never-clears',
    what: 'a residual that would have to come nearer to zero than zero',
    edits: [
      withHardware,
      residualAlarm(`${ALARM}tag = "ch1.pressure.residual"\nbeyond = "50 mbar"\ndeadband = «"50 mbar"`),
    ],
  },
  {
    id: 'exclusive-keys',
    what: 'two limits of one residual',
    edits: [
      withHardware,
      residualAlarm(`${ALARM}tag = "ch1.pressure.residual"\nabove = "60 mbar"\nbeyond = «"50 mbar"`),
    ],
  },
];
