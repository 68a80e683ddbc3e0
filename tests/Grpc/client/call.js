// Makes calls with @grpc/grpc-js, as a test asks for them, and tells what comes back.
//
// The only argument is JSON: address, proto (a file), service, and calls: method (or path, for one that the .proto does not have), request
// (or textLength, for a text that is too long for an argument), metadata (names with texts, or with base64 where they end in -bin), deadline
// (milliseconds from now).
// Out comes one line of JSON for each thing that happens: { call, message } or { call, code, details, metadata }.
// A line on stdin cancels all calls.
'use strict';
const path = require('path');
const readline = require('readline');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const { address, proto, service, calls } = JSON.parse(process.argv[2]);
const definition = loader.loadSync(path.basename(proto), { includeDirs: [path.dirname(proto)], longs: String, enums: String, defaults: true, oneofs: true });
const Service = service.split('.').reduce((scope, name) => scope[name], grpc.loadPackageDefinition(definition));
const client = new Service(address, grpc.credentials.createInsecure(), { 'grpc.max_send_message_length': -1, 'grpc.enable_retries': 0 });

const tell = (call, what) => process.stdout.write(`${JSON.stringify({ call, ...what })}\n`);
const text = (key, value) => (key.endsWith('-bin') ? value.toString('base64') : value);
const plain = metadata => Object.fromEntries(Object.keys(metadata.getMap()).map(key => [key, metadata.get(key).map(value => text(key, value))]));

let open = calls.length;
const input = readline.createInterface({ input: process.stdin });
const underWay = calls.map(({ method, path: url, request, textLength, metadata, deadline }, index) => {
  const message = textLength ? { text: 'x'.repeat(textLength) } : request ?? {};
  const sent = new grpc.Metadata();
  for (const [key, value] of Object.entries(metadata ?? {}))
    sent.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  const options = deadline == null ? {} : { deadline: Date.now() + deadline };
  const answered = (error, answer) => { if (!error) tell(index, { message: answer }); };

  let call;
  if (url) {
    call = client.makeUnaryRequest(url, () => Buffer.alloc(0), bytes => bytes, {}, sent, options, answered);
  } else if (Service.service[method].requestStream) {
    call = client[method](sent, options, Service.service[method].responseStream ? undefined : answered);
    call.end(message);
  } else if (Service.service[method].responseStream) {
    call = client[method](message, sent, options);
    call.on('data', answer => tell(index, { message: answer }));
  } else {
    call = client[method](message, sent, options, answered);
  }
  call.on('error', () => {}); // The status says the same.
  call.on('status', status => {
    tell(index, { code: status.code, details: status.details, metadata: plain(status.metadata) });
    if (--open === 0) {
      client.close();
      input.close();
      process.stdin.destroy();
    }
  });
  return call;
});
input.on('line', () => underWay.forEach(call => call.cancel()));
