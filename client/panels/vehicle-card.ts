/** What the inspector shows of a vehicle, from what the picture knows of it. Pure. */
import { poseOf } from '../scene/fleet.ts';
import type { Fleet, FleetVehicle } from '../scene/fleet.ts';
import type { VehicleCard } from './store.ts';

export function vehicleCard(fleet: Fleet, vehicle: FleetVehicle, following: boolean): VehicleCard {
  const pose = new Float32Array(4);
  poseOf(fleet, vehicle.slot, 1, pose);
  return {
    id: vehicle.id,
    vehicle_class: vehicle.vehicle_class,
    shape: vehicle.shape,
    length_m: vehicle.length_m,
    width_m: vehicle.width_m,
    speed_mps: fleet.speed_mps[vehicle.slot],
    heading_deg: compassDegrees(pose[3]),
    x: pose[0],
    y: pose[1],
    state: fleet.state[vehicle.slot],
    following,
    agent: vehicle.agent,
    powertrain: vehicle.powertrain,
    soc: fleet.soc[vehicle.slot],
  };
}

/** Radians counter-clockwise from east as degrees clockwise from north, 0 to 360. */
export function compassDegrees(heading_rad: number): number {
  const degrees = 90 - (heading_rad * 180) / Math.PI;
  return ((degrees % 360) + 360) % 360;
}
