import { describe, expect, it } from 'vitest';
import { setRoute } from '../../../server/onboard/onboard.ts';
import { placeOnPath } from '../../../server/onboard/path.ts';
import { PATH_LANES } from '../../../server/onboard/unit-columns.ts';
import { begin, createTraffic, put, type Traffic } from './crossing-traffic.ts';

function pathOf(traffic: Traffic, unit = 0): string[] {
  const { units } = traffic.onboard;
  const first = unit * PATH_LANES;
  return Array.from(
    units.path_lane.subarray(first, first + units.path_count[unit]),
    (lane) => traffic.network.lanes.ids[lane]!,
  );
}

function edges(traffic: Traffic, ...ids: string[]): number[] {
  return ids.map((id) => traffic.network.edge_by_id.get(id)!);
}

describe('path ahead', () => {
  it('follows the chosen link over the junction, with its stop line', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_2', 100, 10);
    begin(traffic);
    const lanes = pathOf(traffic);
    expect(lanes[0]).toBe('south_in_2');
    expect(lanes[lanes.length - 1]).toBe('west_out_1');
    const { units } = traffic.onboard;
    expect(traffic.network.links.direction[units.signal_link[0]]).toBe('left');
    expect(units.stop_line_m[0]).toBeCloseTo(400, 6);
  });

  it('follows the route where no link is chosen, also from a lane that does not lead there', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_0', 100, 10);
    traffic.onboard.own.next_link[0] = -1;
    setRoute(traffic.onboard, 0, edges(traffic, 'south_in', 'west_out'));
    begin(traffic);
    const lanes = pathOf(traffic);
    expect(lanes[0]).toBe('south_in_0');
    expect(lanes[lanes.length - 1]).toBe('west_out_1');
    setRoute(traffic.onboard, 0, edges(traffic, 'south_in', 'east_out'));
    begin(traffic);
    expect(pathOf(traffic).at(-1)).toBe('east_out_0');
  });

  it('ends where it is not known how to go on', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_0', 100, 10);
    traffic.onboard.own.next_link[0] = -1;
    begin(traffic);
    expect(pathOf(traffic)).toEqual(['south_in_0']);
    expect(traffic.onboard.units.signal_link[0]).toBe(-1);
  });

  it('knows no signal any more once it is crossing', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_1', 390, 10);
    begin(traffic);
    const across = pathOf(traffic)[1]!;
    put(traffic, 0, across, 3, 10);
    traffic.onboard.own.next_link[0] = -1;
    begin(traffic);
    expect(pathOf(traffic)).toEqual([across, 'north_out_1']);
    expect(traffic.onboard.units.signal_link[0]).toBe(-1);
  });

  it('places others on it: along, to the side and behind its end', () => {
    const traffic = createTraffic(2);
    put(traffic, 0, 'south_in_1', 100, 10);
    put(traffic, 1, 'north_out_1', 50, 10);
    begin(traffic);
    const { own, units } = traffic.onboard;
    const place = { along_m: 0, lateral_m: 0, cos: 0, sin: 0, lane: -1 };
    expect(placeOnPath(units, 0, own.x_m[1], own.y_m[1], Infinity, place)).toBe(true);
    const start_m = units.path_start_m[2];
    expect(traffic.network.lanes.ids[place.lane]).toBe('north_out_1');
    expect(place.along_m).toBeCloseTo(start_m + 50 - 2.3, 6);
    // Driving north: 1 m to the west is left.
    placeOnPath(units, 0, own.x_m[1] - 1, own.y_m[1], Infinity, place);
    expect(place.lateral_m).toBeCloseTo(1, 6);
    expect(placeOnPath(units, 0, own.x_m[1], own.y_m[1], 150, place)).toBe(false);
    expect(placeOnPath(units, 0, 300, 0, Infinity, place)).toBe(false);
  });
});
