/** A vehicle that cruises at 12 m/s, brakes for what it sees ahead and slows down for a hazard that the cloud warns of. */
import { connectAgent } from '../connect.ts';

const CRUISE_MPS = 12;
const CAREFUL_MPS = 5;
let careful_until_ms = 0;

const agent = await connectAgent({
  id: process.env['CHELU_AGENT'] ?? 'cruise',
  take_over: process.argv[2] ?? 'car-2',
  sensors: { range_m: 120 },
  drive({ state, leader, received, driver, now_ms }) {
    for (const { advice } of received) {
      if (advice?.hazardWarning != null) careful_until_ms = Number(advice.hazardWarning.validUntilMs);
    }
    const wished = Math.min(state.desiredSpeedMps, now_ms < careful_until_ms ? CAREFUL_MPS : CRUISE_MPS);
    const cruise = Math.max(-2, Math.min(driver.maxAccelMps2, wished - state.speedMps));
    if (leader?.gapM == null) return { maxSpeedMps: wished };
    // Two seconds behind the leader, harder when closing in.
    const gap = leader.gapM - driver.minGapM - 2 * state.speedMps;
    const follow = 0.2 * gap + 0.8 * (leader.speedMps - state.speedMps);
    return { maxSpeedMps: wished, maxAccelMps2: Math.min(cruise, follow) };
  },
});
await agent.welcomed;
await agent.ended;
