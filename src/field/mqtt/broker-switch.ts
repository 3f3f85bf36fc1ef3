/** An embedded broker that faults take away and bring back: its port closes, and opens again with nothing in it. */
import type { Started } from '../listen.ts';
import type { BrokerDoors, Endpoint } from '../wiring.ts';
import type { MqttBroker } from './broker.ts';

export type StartAt = (port: number, ports: MqttBroker['ports']) => Promise<Started<MqttBroker>>;

export class BrokerSwitch implements MqttBroker {
  readonly port: number;
  readonly ports: MqttBroker['ports'];
  private readonly startAt: StartAt;
  private broker: MqttBroker | null;
  private isChanging = false;
  private change: Promise<void> = Promise.resolve();
  private isClosed = false;

  /** @param startAt Starts another at the ports that the first one has. */
  constructor(broker: MqttBroker, startAt: StartAt) {
    this.broker = broker;
    this.port = broker.port;
    this.ports = broker.ports;
    this.startAt = startAt;
  }

  /** Takes it away, or brings it back: as soon as the port is free, for calls that come again and again. */
  follow(isAway: boolean): void {
    if (this.isChanging || this.isClosed || isAway === (this.broker === null)) return;
    this.isChanging = true;
    this.change = (isAway ? this.leave() : this.comeBack()).finally(() => {
      this.isChanging = false;
    });
  }

  /** Of the broker that is there now. */
  droppedMessages(): number {
    return this.broker?.droppedMessages() ?? 0;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.change;
    await this.leave();
  }

  private async leave(): Promise<void> {
    const leaving = this.broker;
    this.broker = null;
    await leaving?.close();
  }

  private async comeBack(): Promise<void> {
    const started = await this.startAt(this.port, this.ports);
    if (started.ok) this.broker = started.value;
  }
}

/** The doors of a broker at ports that the system has chosen for them. */
export function doorsAt(doors: BrokerDoors, { tls, ws, wss }: MqttBroker['ports']): BrokerDoors {
  const { listenTls, listenWs, listenWss } = doors;
  return {
    ...doors,
    ...(listenTls === undefined ? {} : { listenTls: moved(listenTls, tls) }),
    ...(listenWs === undefined ? {} : { listenWs: moved(listenWs, ws) }),
    ...(listenWss === undefined ? {} : { listenWss: moved(listenWss, wss) }),
  };
}

function moved(endpoint: Endpoint, port: number | undefined): Endpoint {
  return port === undefined ? endpoint : { ...endpoint, port };
}
