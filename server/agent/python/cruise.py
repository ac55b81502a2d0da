"""Cruises at 12 m/s, brakes for what it sees ahead, and slows down for a hazard that the cloud warns of.

    chelu run junction --exec "python3 server/agent/python/cruise.py car-7"
"""

import sys

from chelu import Agent

CRUISE_MPS = 12.0
CAREFUL_MPS = 5.0
careful_until_ms = 0


def drive(turn):
    global careful_until_ms
    for entry in turn.received:
        if entry.HasField("advice") and entry.advice.HasField("hazard_warning"):
            careful_until_ms = entry.advice.hazard_warning.valid_until_ms
    speed = turn.state.speed_mps
    wished = min(turn.state.desired_speed_mps, CAREFUL_MPS if turn.now_ms < careful_until_ms else CRUISE_MPS)
    if turn.leader is None:
        return {"max_speed_mps": wished}
    # Two seconds behind the leader, harder when closing in.
    gap = turn.leader.gap_m - turn.driver.min_gap_m - 2 * speed
    follow = 0.2 * gap + 0.8 * (turn.leader.speed_mps - speed)
    return {"max_speed_mps": wished, "max_accel_mps2": min(turn.driver.max_accel_mps2, follow)}


Agent(drive, take_over=sys.argv[1] if len(sys.argv) > 1 else "car-2", range_m=120).run()
