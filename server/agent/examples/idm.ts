/** A vehicle that follows the Intelligent Driver Model as the built-in drivers do; the right of way at junctions is kept by the server. */
import { connectAgent } from '../connect.ts';
import { idmAcceleration } from '../idm.ts';

const agent = await connectAgent({
  id: process.env['CHELU_AGENT'] ?? 'idm',
  take_over: process.argv[2] ?? 'car-2',
  drive: (turn) => ({ accelMps2: idmAcceleration(turn) }),
});
await agent.welcomed;
await agent.ended;
