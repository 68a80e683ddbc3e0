// Checks the objects of KEDA, cert-manager and the Prometheus operator in a JSON file, the only argument: their values
// with the schemas, and unknown fields with the types. Prints what is wrong, and ends with 1 if anything is.
'use strict';
const { readFileSync, symlinkSync, writeFileSync } = require('fs');
const { dirname, join } = require('path');
const { spawnSync } = require('child_process');

const packages = process.env.NODE_PATH;
const folder = dirname(process.argv[2]);
const objects = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const packageOf = {
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};
const moduleOf = ({ apiVersion, kind }) => `${packageOf[apiVersion.split('/')[0]]}/${apiVersion}/${kind}`;

async function main() {
  const wrong = [];
  const report = (object, text) => wrong.push(`${object.kind} ${object.metadata?.name}: ${text}`);
  for (const object of objects) {
    const model = (await import(join(packages, `${moduleOf(object)}.js`)))[object.kind];
    try {
      new model(object).validate();
    } catch (error) {
      report(object, error.message);
    }
  }

  // One line for each object, so that the compiler's line number leads back to the object.
  const typed = objects.map(
    (object, i) => `import type { I${object.kind} as T${i} } from '${moduleOf(object)}'; ` +
      `export const o${i}: T${i} = ${JSON.stringify(object)};`,
  );
  writeFileSync(join(folder, 'objects.ts'), typed.join('\n'));
  symlinkSync(packages, join(folder, 'node_modules'));
  const options = '--noEmit --strict --skipLibCheck --target esnext --module nodenext'.split(' ');
  const compiler = spawnSync(join(packages, '.bin', 'tsc'), [...options, 'objects.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  for (const line of compiler.stdout.split('\n').filter(text => text)) {
    const at = /\((\d+),\d+\): (.*)/.exec(line);
    if (at) report(objects[at[1] - 1], at[2]);
    else wrong.push(line);
  }
  if (compiler.status !== 0 && wrong.length === 0) wrong.push(`tsc did not run: ${compiler.error ?? compiler.stderr}`);
  for (const text of wrong) console.log(text);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

main();
