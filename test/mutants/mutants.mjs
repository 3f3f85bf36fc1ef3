/**
 * Deliberate defects. Each breaks one promise of the product, and the named tests must then fail: `from` stands exactly
 * once in the file, or the list is out of date and the run says so.
 */
export const MUTANTS = [
  {
    breaks: 'flow does not choke',
    file: 'src/physics/flow.ts',
    from: '  if (y <= sonic) return Math.sqrt(gamma * sonic) * sonic ** (1 / (gamma - 1));\n',
    to: '',
    tests: 'test/physics/vessels.test.ts',
  },
  {
    breaks: 'one end of a flow receives a thousandth more than the other gives',
    file: 'src/physics/rates.ts',
    from: 'rate[toBase + k] = (rate[toBase + k] as number) + flow;',
    to: 'rate[toBase + k] = (rate[toBase + k] as number) + flow * 1.001;',
    tests: 'test/runtime/scan.test.ts',
  },
  {
    breaks: 'heat flows into the gas and is not taken from the wall',
    file: 'src/physics/rates.ts',
    from: '(walls.gasConductanceWPerK[w] as number) * ((state.wallTemperatureK[w] as number) - gasK)',
    to: '(walls.gasConductanceWPerK[w] as number) * ((state.wallTemperatureK[w] as number) - gasK) * 0.999',
    tests: 'test/physics/vessels.test.ts',
  },
  {
    breaks: 'a latch forgets when its causes clear',
    file: 'src/safety/interlock.ts',
    from: 'if (!effect.latch) {',
    to: 'if (effect.latch || !effect.latch) {',
    tests: 'test/runtime/scan.test.ts',
  },
  {
    breaks: 'a reset works while the cause stands',
    file: 'src/safety/interlock.ts',
    from: 'if (standing.length > 0) {',
    to: 'if (standing.length > 99) {',
    tests: 'test/runtime/scan.test.ts',
  },
  {
    breaks: 'control has the last word over interlocks',
    file: 'src/runtime/scan.ts',
    from: 'held.get(tag) ?? position',
    to: 'position',
    tests: 'test/runtime/scan.test.ts',
  },
  {
    breaks: 'the codec swaps words, in driver and emulator alike',
    file: 'src/field/codec/registers.ts',
    from: "return order === 'big' ? index : count - 1 - index;",
    to: "return order === 'little' ? index : count - 1 - index;",
    tests: 'test/field/registers.property.test.ts',
  },
  {
    breaks: 'a stale reading stays good',
    file: 'src/runtime/process-image.ts',
    from: "if (reading.quality === 'bad' || nowS - timeS <= staleS) continue;",
    to: "if (reading.quality !== 'good' || nowS - timeS <= staleS + 1e9) continue;",
    tests: 'test/runtime/process-image.test.ts',
  },
  {
    breaks: 'a coil takes values that the standard forbids',
    file: 'src/field/modbus/pdu.ts',
    from: 'value !== 0x0000 && value !== 0xff00',
    to: 'value === 0x1234',
    tests: 'test/field/pdu.test.ts',
  },
];
