#!/usr/bin/env node
// The command `chelu`. This file has no modern syntax and imports nothing before the check, so that a Node that is too old
// for the rest ends in one line instead of a syntax error.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error('chelu needs Node 20.19 or newer, this is ' + process.versions.node + '; see https://nodejs.org');
  process.exitCode = 2;
} else {
  void import('./launch.js').then(function (module) {
    return module.launch(process.argv.slice(2));
  });
}
