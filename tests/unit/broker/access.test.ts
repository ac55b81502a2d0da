import { describe, expect, it } from 'vitest';
import { createGate, isRefusal, openLoopbackPolicy, packetLimit_bytes } from '../../../server/broker/access.ts';
import { isLoopback } from '../../../server/broker/loopback.ts';

describe('access on open loopback', () => {
  const agent = { id: 'a7', role: 'agent' } as const;

  it('lets an agent write below its own id alone', () => {
    const allowed = [
      'v2x/v1/main/agent/a7/out/hello',
      'v2x/v1/r-00/cloud/a7/out/tick',
      'v2x/v1/main/control/a7/request',
    ];
    const refused = [
      'v2x/v1/main/agent/a8/out/tick',
      'v2x/v1/main/agent/a7/in/tick',
      'v2x/v1/main/agent/a7/out',
      'v2x/v1/main/agent/a7/out/tick/more',
      'v2x/v1/main/veh/a7/up/bsm/120',
      'v2x/v1/main/rsu/a7/tx/spat',
      'v2x/v1/main/server/state',
      'v2x/v1/main/clock',
      'v2x/v1/main/control/a7/reply',
      'v2x/v2/main/agent/a7/out/tick',
      'x/v2x/v1/main/agent/a7/out/tick',
      '$SYS/x',
      'test',
    ];
    expect(allowed.filter((topic) => !openLoopbackPolicy.mayPublish(agent, topic))).toEqual([]);
    expect(refused.filter((topic) => openLoopbackPolicy.mayPublish(agent, topic))).toEqual([]);
  });

  it("lets everybody read all but the broker's own topics", () => {
    expect(openLoopbackPolicy.maySubscribe(agent, '#')).toBe(true);
    expect(openLoopbackPolicy.maySubscribe(agent, '$SYS/#')).toBe(false);
  });

  it('gives the roles of the run to those who hold its secret', () => {
    const gate = createGate(['cloud']);
    const own = gate.credentials('server');
    expect(gate.identify(own.client_id, own.username, Buffer.from(own.password))).toEqual({
      id: 'server',
      role: 'server',
    });
    const cloud = gate.credentials('cloud');
    expect(gate.identify(cloud.client_id, cloud.username, Buffer.from(cloud.password))).toEqual({
      id: 'cloud',
      role: 'cloud',
    });
    const foreign = createGate(['cloud']).credentials('server');
    const claims = [
      gate.identify('server', undefined, undefined),
      gate.identify('server-1', undefined, undefined),
      gate.identify('x', 'server', Buffer.from('guess')),
      gate.identify('x', 'cloud', undefined),
      gate.identify('cloud', undefined, undefined),
      gate.identify('server', 'x', undefined),
      gate.identify(foreign.client_id, foreign.username, Buffer.from(foreign.password)),
    ];
    expect(claims.map((claim) => isRefusal(claim) && claim.return_code)).toEqual([5, 5, 5, 5, 5, 5, 5]);
  });

  it('takes agents at their word, and refuses ids that are none', () => {
    const gate = createGate(['cloud']);
    expect(gate.identify('a7', undefined, undefined)).toEqual(agent);
    expect(gate.identify('mqttjs_1', 'a7', undefined)).toEqual(agent);
    expect(gate.identify('cloud-2', undefined, undefined)).toEqual({ id: 'cloud-2', role: 'cloud' });
    for (const id of ['a/b', '+', '', 'x'.repeat(65), 'ä'])
      expect(gate.identify(id, undefined, undefined)).toMatchObject({ return_code: 2 });
  });

  it('limits the packets of agents to 64 KiB and those of the run to 8 MiB and a header', () => {
    expect(packetLimit_bytes('agent')).toBe(65_536);
    expect(packetLimit_bytes('cloud')).toBeGreaterThan(8 << 20);
  });

  it('knows what is this machine', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '::ffff:127.0.0.1'])
      expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', ''])
      expect(isLoopback(host)).toBe(false);
  });
});
