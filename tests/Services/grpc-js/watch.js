// Calls Watch with @grpc/grpc-js and the published .proto, and prints the result as JSON: { messages, code }.
//
//   node watch.js ADDRESS PROTO TOKEN REQUEST
'use strict';
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [address, proto, token, request] = process.argv.slice(2);
const { Orders } = grpc.loadPackageDefinition(loader.loadSync(proto)).eventdriven.orders.v1;
const client = new Orders(address, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
metadata.add('authorization', `Bearer ${token}`);

const messages = [];
const call = client.Watch(JSON.parse(request), metadata);
call.on('data', message => messages.push(message));
call.on('error', () => {}); // 'status' has the same code.
call.on('status', ({ code }) => {
  console.log(JSON.stringify({ messages, code }));
  client.close();
});
