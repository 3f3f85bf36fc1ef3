/**
 * Every diagnostic that this room can give: its id, how serious it is, and what it is about in one line. The ids are
 * public: they stand in JSON and SARIF output and are never reused for another meaning.
 */

export type Severity = 'error' | 'warning' | 'note';

interface Code {
  readonly severity: Severity;
  readonly summary: string;
}

export const CODES = {
  // Files
  'file-not-found': { severity: 'error', summary: 'A file that the configuration needs does not exist.' },
  'file-is-directory': { severity: 'error', summary: 'A folder stands where a file is expected.' },
  'file-unreadable': { severity: 'error', summary: 'The operating system refuses to read a file.' },
  'file-too-large': {
    severity: 'error',
    summary: 'A file is larger than any configuration has reason to be.',
  },
  'file-empty': { severity: 'error', summary: 'A file has no content; a write was probably cut off.' },
  'file-encoding': { severity: 'error', summary: 'A file is not UTF-8 text.' },
  'byte-order-mark': {
    severity: 'warning',
    summary: 'A file begins with a byte-order mark, which is ignored.',
  },
  'unknown-file': { severity: 'error', summary: 'A file that is of no kind that is known here.' },
  'file-outside-site': {
    severity: 'error',
    summary: 'A file that only a site can give a meaning, outside of one or under another name.',
  },
  'site-not-found': { severity: 'error', summary: 'No site of that name or folder exists.' },

  // Shape of a TOML file
  'toml-syntax': { severity: 'error', summary: 'The text is not TOML.' },
  'unknown-key': { severity: 'error', summary: 'A key that this table does not have.' },
  'missing-key': { severity: 'error', summary: 'A required key is absent.' },
  'wrong-type': { severity: 'error', summary: 'A value of another type than the key takes.' },
  'invalid-choice': { severity: 'error', summary: 'A word outside the closed list that the key takes.' },
  'out-of-range': { severity: 'error', summary: 'A number or quantity beyond what the key allows.' },
  'wrong-length': { severity: 'error', summary: 'A list or text with too many or too few items.' },
  'invalid-quantity': {
    severity: 'error',
    summary: 'Not a number with a unit of the expected kind (wrong unit, no unit, gauge pressure).',
  },
  'quantity-twice': { severity: 'error', summary: 'One quantity given both as text and as a bare number.' },
  'invalid-name': { severity: 'error', summary: 'An id with characters that tags and files cannot carry.' },
  'invalid-endpoint': { severity: 'error', summary: 'Not a host:port address.' },
  'exclusive-keys': { severity: 'error', summary: 'Exactly one of several keys is expected.' },
  'limits-order': { severity: 'error', summary: 'The lower figure of a pair is not below the upper.' },

  // Site
  'open-api': { severity: 'warning', summary: 'The HTTP API listens where other machines reach it.' },

  // Plant
  'mole-fractions': { severity: 'error', summary: 'Mole fractions do not add up to 1.' },
  'unknown-element': { severity: 'error', summary: 'A reference to a plant element that does not exist.' },
  'valve-loop': { severity: 'error', summary: 'Both ends of an element are one and the same.' },
  'duplicate-id': { severity: 'error', summary: 'Two things of one kind share an id.' },
  'two-pistons': { severity: 'error', summary: 'Two pistons swing one chamber.' },
  'beyond-bound': {
    severity: 'error',
    summary: 'More than nature allows: Carnot, isentropic work, flow work, Landauer, the volume there is.',
  },
  'outside-model': {
    severity: 'error',
    summary: 'A state of gas at the start for which the plant model has no data.',
  },
  'wet-boundary': {
    severity: 'error',
    summary: 'A boundary or injector that would supply water vapour beyond its saturation.',
  },
  'water-beyond-saturation': {
    severity: 'warning',
    summary: 'Water vapour beyond its saturation at the start.',
  },
  'compressor-loop': {
    severity: 'warning',
    summary: 'Compressors or vacuum pumps that feed one another in a ring, which only heats the gas.',
  },
  'empty-plant': { severity: 'warning', summary: 'A plant in which nothing can happen.' },
  'step-too-long': {
    severity: 'warning',
    summary: 'A solver step beyond a hundred times the fastest time constant of the plant.',
  },

  // Device profiles
  'unknown-unit': { severity: 'error', summary: 'A unit that does not belong to the quantity of the point.' },
  'protocol-mismatch': { severity: 'error', summary: 'A point of another protocol than its device.' },
  'register-type': {
    severity: 'error',
    summary: 'A data type or access that the register table cannot carry.',
  },
  'register-overlap': { severity: 'error', summary: 'Two points share a register.' },
  'unknown-message': { severity: 'error', summary: 'An MQTT point names a message that the profile lacks.' },
  'template-gap': {
    severity: 'error',
    summary: 'An MQTT template and the points of the profile do not match.',
  },

  // Wiring
  'dt-syntax': { severity: 'error', summary: 'The text is not devicetree source.' },
  'dt-unsupported': { severity: 'error', summary: 'Devicetree syntax that has no meaning in a wiring file.' },
  'dt-include': { severity: 'error', summary: 'An include that cannot be followed.' },
  'dt-unknown-node': { severity: 'error', summary: 'A reference to a label or path that no node has.' },
  'dt-duplicate': { severity: 'error', summary: 'A label, node or property defined twice.' },
  'dt-expression': { severity: 'error', summary: 'A cell expression without a value that fits.' },
  'unknown-property': {
    severity: 'error',
    summary: 'A device-tree property that this binding does not have.',
  },
  'missing-property': { severity: 'error', summary: 'A device-tree property that this binding requires.' },
  'invalid-property': { severity: 'error', summary: 'A device-tree property of the wrong type or value.' },
  'unknown-bus': { severity: 'error', summary: 'A node that is not one of the known buses.' },
  'bus-overload': {
    severity: 'warning',
    summary: 'A bus or device that cannot serve its polls at their rate.',
  },
  certificate: { severity: 'error', summary: 'A certificate or key that TLS cannot use.' },
  'plain-password': { severity: 'warning', summary: 'A password stands in a file that many read.' },
  'plain-login': {
    severity: 'warning',
    summary: 'A broker with users listens without TLS where other machines reach it.',
  },
  'password-hash': { severity: 'error', summary: 'Not the hash of a password.' },
  'topic-pattern': { severity: 'error', summary: 'Not a pattern of MQTT topics.' },
  'unknown-user': { severity: 'error', summary: 'A rule names a user that does not exist.' },
  'shared-serial-port': { severity: 'error', summary: 'Two ends of the wiring share one serial port.' },
  'no-hardware': {
    severity: 'error',
    summary: 'A device in shadow without a place of its hardware, or with that of its emulator.',
  },
  'unknown-profile': { severity: 'error', summary: 'No device profile has this vendor and model.' },
  'wrong-bus': { severity: 'error', summary: 'A device on a bus whose protocol it does not speak.' },
  'unknown-point': { severity: 'error', summary: 'A point that the device profile does not have.' },
  'point-direction': {
    severity: 'error',
    summary: 'A point driven or sensed against what the device can do.',
  },
  'not-an-actuator': {
    severity: 'error',
    summary: 'A profile named as actuator that is none, or does not fit.',
  },
  'duplicate-unit': { severity: 'error', summary: 'Two devices of one bus share a Modbus unit id.' },
  'duplicate-device': { severity: 'error', summary: 'Two buses or devices share an id.' },
  'duplicate-topic': { severity: 'error', summary: 'Two MQTT devices of one bus share a topic.' },
  'duplicate-listen': { severity: 'error', summary: 'Two servers of the site listen at one address.' },
  'out-of-place': { severity: 'error', summary: 'A key that means nothing beside the others.' },
  'no-broker': { severity: 'error', summary: 'Sparkplug counts on an embedded broker, and there is none.' },
  'duplicate-tag': { severity: 'error', summary: 'Two points fill one tag.' },
  'unknown-plant-point': { severity: 'error', summary: 'The plant has no such point.' },
  'not-an-input': { severity: 'error', summary: 'A plant point that cannot be driven.' },
  'dimension-mismatch': {
    severity: 'error',
    summary: 'A device point and a plant point of different kinds.',
  },
  'shared-output': { severity: 'error', summary: 'Two devices or loops drive one output.' },

  // Control, interlocks, alarms
  'unknown-tag': { severity: 'error', summary: 'A reference to a tag that does not exist.' },
  'not-an-output': {
    severity: 'error',
    summary: 'A tag that no device drives stands where an output is needed.',
  },
  'unknown-cycle': { severity: 'error', summary: 'A loop names a cycle that does not exist.' },
  'unused-cycle': { severity: 'warning', summary: 'A cycle that no loop follows.' },
  'unknown-device': { severity: 'error', summary: 'A cause names a device that is not wired.' },
  'unknown-cause': { severity: 'error', summary: 'The matrix names a cause that does not exist.' },
  'unknown-effect': { severity: 'error', summary: 'The matrix names an effect that does not exist.' },
  'cause-without-effect': { severity: 'error', summary: 'A cause that trips nothing.' },
  'effect-without-cause': { severity: 'error', summary: 'An effect that nothing trips.' },
  'no-safe-state': { severity: 'error', summary: 'An output without a safe state.' },
  'two-valued-output': {
    severity: 'error',
    summary: 'A fraction, or a controller, on an output that is a switch.',
  },
  'set-point-outside-range': { severity: 'error', summary: 'A set-point outside its own limits.' },
  'range-outside-span': {
    severity: 'error',
    summary: 'A set-point range outside the span of the process value.',
  },
  'output-outside-range': { severity: 'error', summary: 'A controller output outside its own limits.' },
  'cycle-outside-range': { severity: 'error', summary: 'A cycle leaves the set-point range of a loop.' },
  'cycle-dimension': {
    severity: 'error',
    summary: 'A pressure cycle on a loop that is not a pressure loop.',
  },
  'not-increasing': { severity: 'error', summary: 'A list that has to rise from item to item does not.' },
  'pid-form': { severity: 'error', summary: 'A controller in a form that no standard form can express.' },
  'action-sign': {
    severity: 'error',
    summary: 'Gains whose signs contradict the action of the loop, or one another.',
  },
  'unknown-loop': { severity: 'error', summary: 'A cascade names a loop that does not exist.' },
  'cascade-ring': { severity: 'error', summary: 'Loops give one another their set-points in a ring.' },
  'cascade-shared': { severity: 'error', summary: 'Two loops take their set-point from one.' },
  'output-nowhere': { severity: 'error', summary: 'A loop whose output goes to no actuator and no loop.' },
  'mode-without-source': {
    severity: 'error',
    summary: 'A loop starts in a mode whose set-point comes from nowhere.',
  },
  'wrong-quantity': { severity: 'error', summary: 'A tag of another quantity than the key takes.' },
  'cycle-times': { severity: 'error', summary: 'The parts of a cycle last longer than its period.' },
  'limit-outside-sensor': { severity: 'error', summary: 'A limit that the sensor can never show.' },
  'deadband-never-clears': {
    severity: 'warning',
    summary: 'A deadband so wide that the sensor can never show the limit cleared.',
  },
  'loss-not-covered': {
    severity: 'warning',
    summary: 'A limit ignores a bad sensor and no other cause watches for its loss.',
  },
  'step-against-scan': { severity: 'error', summary: 'The scan is not a whole multiple of the solver step.' },

  // Faults
  'fault-target': { severity: 'error', summary: 'A fault aimed at nothing that it can strike.' },
  'fault-not-on-wire': {
    severity: 'error',
    summary: 'A fault that makes no sense on the wire it is meant for.',
  },
} as const satisfies Record<string, Code>;

export type DiagnosticId = keyof typeof CODES;
