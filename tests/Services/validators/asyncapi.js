// Checks an AsyncAPI document, the only argument, with AsyncAPI's own parser: prints what is wrong, and ends with 1 when anything is.
'use strict';
const { readFileSync } = require('fs');
const { Parser } = require('@asyncapi/parser');

new Parser().parse(readFileSync(process.argv[2], 'utf8')).then(({ document, diagnostics }) => {
  const wrong = diagnostics.filter(diagnostic => diagnostic.severity <= 1); // Errors and warnings; 2 and 3 are remarks.
  for (const { message, path } of wrong) console.log(`${path.join('.')}: ${message}`);
  process.exitCode = document && wrong.length === 0 ? 0 : 1;
});
