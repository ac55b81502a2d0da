/** What a served run prints first: where it is, what to look at, how to listen in. */
import type { ServedAt } from '../main.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ENDLESS_S } from '../scenario/endless.ts';
import { wrap } from './format.ts';

const WIDTH = 96;

/** Lines for standard output. */
export function welcomeLines(scenario: Scenario, served: ServedAt, version: string): string[] {
  const { title, look_at } = scenario.settings;
  const heading = [title.en, title.zh].filter((text) => text !== '').join('  ');
  const mqtt_port = new URL(served.mqtt_url).port;
  const watch = mqtt_port === '1883' ? 'npx chelu watch' : `npx chelu watch --broker ${served.mqtt_url}`;
  const end =
    scenario.settings.until_s === ENDLESS_S
      ? 'Ctrl-C ends the run with a summary.'
      : `The run ends at ${scenario.settings.until_s} s, or with Ctrl-C, with a summary.`;
  return [
    `Chelu ${version}   ${scenario.name}${heading === '' ? '' : `: ${heading}`}`,
    '',
    `  page     ${served.page_url}`,
    `  MQTT     ${served.mqtt_url}   (WebSocket: ${served.page_url.replace(/^http/, 'ws')}/mqtt)`,
    `  topics   v2x/v1/${served.run_id}/#`,
    `  listen   ${watch}        every message, decoded`,
    `           ${watch} spat   signal times alone`,
    ...served.moved.map((line) => `  note     ${line}`),
    ...[look_at.en, look_at.zh].filter((text) => text !== '').flatMap((text) => ['', ...wrap(text, WIDTH, '  ')]),
    '',
    end,
  ];
}
