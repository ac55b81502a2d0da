/** What a run's rules for agents are, from the scenario and the flags. */
export interface AgentSettings {
  /** Agents that belong to the run, and the tick before which each has to come. */
  readonly members: readonly { readonly id: string; readonly join_tick: number }[];
  /** Wall time to wait for a member, s. */
  readonly timeout_s: number;
  /** Wall time for an answer, s, and what is done about one who does not answer. */
  readonly limit_s: number;
  readonly policy: 'wait' | 'coast' | 'detach';
  /** After a loss: simulated time with the last command and rolling, s; then braking to a halt; then what. */
  readonly hold_s: number;
  readonly coast_s: number;
  readonly after: 'hand_back' | 'remove';
}
