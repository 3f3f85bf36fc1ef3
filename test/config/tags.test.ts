/** Which outputs know two states and nothing between. */
import { describe, expect, it } from 'vitest';
import { isSwitch } from '../../src/config/tags.ts';
import { SHIPPED_FILES, shipped } from '../devices/shipped-profiles.ts';
import { modbusPoint, point } from '../field/fixtures.ts';

describe('a switch', () => {
  it('is every relay that is shipped, and no other output', () => {
    const outputs = SHIPPED_FILES.map(shipped).flatMap(({ id, kind, points }) =>
      points
        .filter(({ access, source }) => access === 'read-write' && source.protocol !== 'analog')
        .map((each) => ({ name: `${id} ${each.name}`, kind, isSwitch: isSwitch(each) })),
    );
    const relays = outputs.filter(({ kind }) => kind === 'relay-module');
    expect(relays.length).toBeGreaterThanOrEqual(12);
    expect(relays.filter((each) => !each.isSwitch)).toEqual([]);
    expect(
      outputs.filter((each) => each.isSwitch && each.kind !== 'relay-module').map(({ name }) => name),
    ).toEqual([
      'danfoss,vlt-fc-202 no_coast',
      'danfoss,vlt-fc-202 start',
      'danfoss,vlt-fc-202 data_valid',
      'sonoff,pow-r2-tasmota relay',
    ]);
  });

  it('is a register whose only values are those of off and on', () => {
    const register = (meanings: Readonly<Record<string, string>>, scale = 1) =>
      isSwitch(point('p', modbusPoint({ meanings, scale })));
    expect(register({ 0: 'off', 1: 'on' })).toBe(true);
    expect(register({ 0: 'off', 65280: 'on' }, 1 / 65280)).toBe(true);
    expect(register({ 0: 'off', 2: 'on' })).toBe(false);
    expect(register({ 0: 'off', 1: 'on', 2: 'standby' })).toBe(false);
    expect(register({})).toBe(false);
  });
});
