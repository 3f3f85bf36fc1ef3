/** What every server is asked, in this order: the registers of each are 0 … 2099 in all four tables. */

const zeros = (count: number) => '00'.repeat(count);

export const REQUESTS: Readonly<Record<string, string>> = {
  'read 2000 coils': '01 0000 07d0',
  'read 2001 coils': '01 0000 07d1',
  'read no coils': '01 0000 0000',
  'read coils beyond the last': '01 0833 0002',
  'read discrete inputs': '02 0000 0009',
  'read 125 registers': '03 0000 007d',
  'read 126 registers': '03 0000 007e',
  'read no registers': '03 0000 0000',
  'read registers beyond the last': '03 0833 0002',
  'read registers past the address space': '03 ffff 0002',
  'read too many registers beyond the last': '03 ffff 007e',
  'read input registers': '04 0000 0002',
  'read registers with a byte too many': '03 0000 0001 00',
  'read registers with a byte missing': '03 0000 00',
  'switch a coil on': '05 0003 ff00',
  'switch a coil to 1': '05 0003 0001',
  'switch a coil beyond the last': '05 0834 ff00',
  'write a register': '06 0005 1234',
  'write a register beyond the last': '06 0834 1234',
  'write coils': '0f 0010 000a 02 cd01',
  'read those coils': '01 0010 000a',
  'write no coils': '0f 0010 0000 00',
  'write coils with a wrong byte count': '0f 0010 000a 01 cd',
  'write 1969 coils': `0f 0000 07b1 f7 ${zeros(247)}`,
  'write registers': '10 0020 0002 04 000a 0102',
  'read those registers': '03 0020 0002',
  'write no registers': '10 0020 0000 00',
  'write registers with a wrong byte count': '10 0020 0002 02 000a',
  'write registers beyond the last': '10 0833 0002 04 0001 0002',
  'mask a register': '16 0005 00f2 0025',
  'read that register': '03 0005 0001',
  'mask a register beyond the last': '16 0834 00f2 0025',
  'read and write registers': '17 0030 0003 0031 0001 02 00ff',
  'read and write, nothing to write': '17 0030 0001 0031 0000 00',
  'read and write, 122 to write': `17 0000 0001 0000 007a f4 ${zeros(244)}`,
  'read and write, reading beyond the last': '17 0834 0001 0031 0001 02 0001',
  'read and write, wrong byte count': '17 0030 0001 0031 0001 04 0001',
  'an unknown function': '42 00',
  'function 0': '00',
  'function 128': '80',
  'another interface type': '2b 0d 00 00',
  'identification, a code that is none': '2b 0e 05 00',
  'identification, an object that is none': '2b 0e 04 79',
};

export function requestPdu(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}
