/** Which vehicles outside agents drive, and who: by key, for those who show and judge. */
export class DrivenVehicles {
  /** By vehicle key: 1 = driven by an agent. */
  readonly marks: Uint8Array;
  readonly #agents = new Map<number, string>();

  constructor(vehicle_count: number) {
    this.marks = new Uint8Array(vehicle_count);
  }

  take(key: number, agent: string): void {
    this.marks[key] = 1;
    this.#agents.set(key, agent);
  }

  handBack(key: number): void {
    this.marks[key] = 0;
    this.#agents.delete(key);
  }

  has(key: number): boolean {
    return this.marks[key] === 1;
  }

  /** Id of the agent; empty = the built-in driver. */
  agentOf(key: number): string {
    return this.#agents.get(key) ?? '';
  }
}
