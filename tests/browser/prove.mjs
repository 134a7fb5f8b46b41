// Proves that the checks can fail: `broken.html` has every fault there is a check for, and each must be found.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = spawnSync(process.execPath, [here('check.mjs'), here('broken.html')], { encoding: 'utf8' });
const wanted = [
  '#nowhere leads nowhere',
  'the page holds a script',
  'the page has no content policy',
  'bare has no table',
  'bare has no text alternative',
  '"one" lies over "two"',
  '"cut off here" is cut off',
  'the page scrolls sideways',
  'console: a script ran',
  'the page asked for https://example.invalid/x.png',
  'axe color-contrast',
  'axe image-alt',
  'axe html-has-lang',
];
const missed = wanted.filter((words) => !run.stderr.includes(words));
if (run.status !== 1 || missed.length > 0) {
  console.error(`the checks are blind to: ${missed.join('; ') || 'nothing, but they exit with ' + run.status}`);
  console.error(run.stderr);
  process.exit(1);
}
