import { startEmbeddedBroker } from '../../server/broker/embedded-broker.ts';
import { createInProcessTransport } from '../../server/transport/in-process-transport.ts';
import { startHttpServer } from '../../server/http/http-server.ts';
import { connectMqttTransport } from '../../server/transport/mqtt-transport.ts';
import { describe, it } from 'vitest';
import { openCutLink } from '../support/broker-link.ts';
import { startMosquitto } from '../support/broker-mosquitto.ts';
import { findMosquitto } from '../support/executable.ts';
import type { TransportBench } from './transport-contract.ts';
import { describeTransportContract } from './transport-contract.ts';

describeTransportContract('the in-process transport', async (): Promise<TransportBench> => {
  const broker = await startEmbeddedBroker({ mqtt_port: 0 });
  return {
    port: broker.mqtt_port!,
    connect: async () => createInProcessTransport(broker),
    breakAll: () => broker.close(),
    stop: () => broker.close(),
  };
});

describeTransportContract('the MQTT transport over TCP to the embedded broker', async () => {
  const broker = await startEmbeddedBroker({ mqtt_port: 0 });
  const link = await openCutLink(broker.mqtt_port!);
  return {
    port: broker.mqtt_port!,
    connect: () => connectMqttTransport(`mqtt://127.0.0.1:${link.port}`, broker.credentials('server')),
    breakAll: async () => link.cut(),
    async stop() {
      await link.close();
      await broker.close();
    },
  };
});

describeTransportContract('the MQTT transport over WebSocket to the embedded broker', async () => {
  const broker = await startEmbeddedBroker({ mqtt_port: 0 });
  const server = await startHttpServer({ port: 0, page_dir: 'absent', broker });
  return {
    port: broker.mqtt_port!,
    connect: () => connectMqttTransport(`ws://127.0.0.1:${server.port}/mqtt`, broker.credentials('server')),
    breakAll: () => server.close(),
    async stop() {
      await server.close();
      await broker.close();
    },
  };
});

const mosquitto = findMosquitto();
if (mosquitto === undefined) {
  describe('the MQTT transport to a stock mosquitto', () => {
    it.skip('is not tried: mosquitto is not installed', () => {});
  });
} else {
  describeTransportContract('the MQTT transport over TCP to a stock mosquitto', async () => {
    const external = await startMosquitto(mosquitto);
    const link = await openCutLink(external.port);
    let clients = 0;
    return {
      port: external.port,
      connect: () => connectMqttTransport(`mqtt://127.0.0.1:${link.port}`, { client_id: `server-${++clients}` }),
      breakAll: async () => link.cut(),
      async stop() {
        await link.close();
        await external.stop();
      },
    };
  });
}
