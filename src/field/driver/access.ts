/** What a driver may do with a device at this moment: leave it alone, read it, or command its outputs as well. */
export type DeviceAccess = 'none' | 'read' | 'command';

export interface DriverOptions {
  /** Somebody else writes the outputs, for as long as the driver lives: poll and report them instead. */
  readonly readBack: boolean;
  /** Asked before each request; absent: every device may be commanded. While outputs are not, they are read back. */
  readonly access?: (deviceId: string) => DeviceAccess;
}
