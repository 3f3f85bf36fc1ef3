/**
 * What firmware says to a command beside the state that its profile describes. Tasmota answers every command on
 * stat/<topic>/RESULT with the command's name (documentation, page MQTT); the second generation of Shelly answers a
 * call of its RPC on <src>/rpc, where src is the caller (Gen2 API, RPC channels).
 */
import type { MqttCommand } from '../profile.ts';
import type { Device } from '../wiring.ts';

export interface FirmwareAnswer {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface ObeyedCommand {
  readonly command: MqttCommand;
  readonly payload: Uint8Array;
  /** The new state, as the device shows it. */
  readonly word: string;
  readonly changed: boolean;
}

const TASMOTA = /^cmnd\/\{topic\}\/(\w+)$/u;
const RPC = /^\{topic\}\/rpc$/u;

export function firmwareAnswers(device: Device, obeyed: ObeyedCommand): readonly FirmwareAnswer[] {
  const { topic } = obeyed.command;
  const name = TASMOTA.exec(topic)?.[1];
  const stem = device.topic ?? device.id;
  if (name !== undefined) return [answer(`stat/${stem}/RESULT`, { [name]: obeyed.word })];
  return RPC.test(topic) ? rpcAnswers(stem, obeyed) : [];
}

/** A call that names no caller wants no answer. */
function rpcAnswers(stem: string, { payload, word, changed }: ObeyedCommand): readonly FirmwareAnswer[] {
  const call = JSON.parse(new TextDecoder().decode(payload)) as {
    readonly id?: unknown;
    readonly src?: unknown;
  };
  const { id = null, src } = call;
  if (typeof src !== 'string' || !/^[^#+\0]+$/u.test(src)) return [];
  const isOn = word === 'true';
  return [answer(`${src}/rpc`, { id, src: stem, dst: src, result: { was_on: isOn !== changed } })];
}

function answer(topic: string, content: object): FirmwareAnswer {
  return { topic, payload: new TextEncoder().encode(JSON.stringify(content)) };
}
