// `npm test`: all tests, then a closing part that says what was left out, why, and how to get it.
// CHELU_STRICT=1 (set in CI) makes any skipped test a failure. Arguments go to vitest: npm test -- tests/unit/radio
// No modern syntax before the check, so that an old Node ends in one line.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error('chelu needs Node 20.19 or newer, this is ' + process.versions.node + '; see https://nodejs.org');
  process.exitCode = 2;
} else {
  void import('./support/all-tests.js').then(function (module) {
    return module.runTests(process.argv.slice(2));
  });
}
