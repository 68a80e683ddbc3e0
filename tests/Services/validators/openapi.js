// Checks an OpenAPI document, the only argument, with Redocly's rules of the specification: prints what is wrong, and ends with 1 when anything is.
'use strict';
const { createConfig, lint } = require('@redocly/openapi-core');

createConfig({ extends: ['spec'], rules: { 'no-unresolved-refs': 'error' } })
  .then(config => lint({ ref: process.argv[2], config }))
  .then(problems => {
    const wrong = problems.filter(problem => !problem.ignored);
    for (const { message, location } of wrong) console.log(`${location[0]?.pointer}: ${message}`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  });
