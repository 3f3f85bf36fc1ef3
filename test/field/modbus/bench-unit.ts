/** A unit with sixteen registers in every table, and what it tells of itself. */
import type { EmulatedUnit } from '../../../src/field/emulated/emulated-field.ts';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { deviceIdentification } from '../../../src/field/modbus/server-identification.ts';

export function benchUnit(responseS = 0): EmulatedUnit {
  const map = new RegisterMap();
  map.define('coil', 0, 16, true);
  map.define('discrete', 0, 16, false);
  map.define('holding', 0, 16, true);
  map.define('input', 0, 16, false);
  map.set('discrete', 3, [1]);
  map.set('input', 0, [0x4020, 0x0000, 4711]);
  map.identification = deviceIdentification(
    new Map([
      [0, 'Maker'],
      [1, 'Model 7'],
      [2, 'V1.2'],
      [4, 'Product'],
      [0x80, 'of its own'],
    ]),
  );
  return { map, responseS, deviceId: 'test' };
}
