/** A small map with everything that the compiler makes: signals, a T, a roundabout, a hill, a station, a stop, crosswalks. */
export const TOWN = `
nodes:
  west: [-400, 0, 200]
  east: [900, 0, 200]
  south: [0, -400, 200]
  north: [0, 420, 215]
  centre: [0, 0, 200]
  tee: [360, 0, 200]
  stem: [360, 300, 212]
  side: [660, 0, 200]
  ring: [0, 220, 212]
  lane: [-220, 220, 212]
  down: [660, -200, 196]
classes:
  main: { lanes: 3, speed_mps: 16.67, priority: 5 }
  street: { lanes: 1, speed_mps: 11.11, priority: 2 }
roads:
  - { through: [west, centre, tee, side, east], class: main, name: { en: Main Street, zh: 主街 } }
  - { through: [south, centre], class: street, lanes: 2 }
  - { through: [centre, ring, north], class: street }
  - { through: [ring, lane], class: street }
  - { through: [stem, tee], class: street, speed_mps: 8.33 }
  - { through: [side, [670, -100], down], class: street }
junctions:
  centre: { control: signal, crosswalks: { walkers_per_hour: 120 } }
  tee: { control: signal }
roundabouts:
  ring: { radius_m: 26 }
stations:
  swap_1: { kind: swap, serves: car, name: { en: Swap 1, zh: 换电站一 }, road: west-centre, at_m: 60, bays: 2, slots: 14 }
stops:
  market: { name: { en: Market, zh: 市场 }, road: side-tee, at_m: 150 }
terrain: { step_m: 50, margin_m: 100, spots: [[-300, -300, 230]] }
water:
  - { name: { en: Pond, zh: 池塘 }, shape: [[100, -350], [300, -350], [300, -150], [100, -150]], z_m: 190 }
blocks:
  - { shape: [[-380, -380], [600, -380], [600, -20], [-380, -20]], cover: 0.9, height_min_m: 10, height_max_m: 60 }
view: { eye: [0, -200, 300], target: [0, 0, 200] }
`;
