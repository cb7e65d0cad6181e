// Datagrams, and questions that carry a secret.
// expect: ok
// stdout: refused
// limits: wall_ms=6000
const dgram = require('node:dgram');
const dns = require('node:dns');
try {
  const socket = dgram.createSocket('udp4');
  socket.on('error', (error) => console.log('refused', error.code));
  for (const host of ['127.0.0.1', '@HOST_IP@', '192.0.2.77']) socket.send('@MARK@', @UDP_PORT@, host, (error) => console.log(error ? 'refused ' + error.code : 'sent'));
  setTimeout(() => socket.close(), 300);
} catch (error) {
  console.log('refused', error.code);
}
const resolver = new dns.Resolver({ timeout: 300, tries: 1 });
resolver.setServers(['192.0.2.77', '@HOST_IP@']);
for (const ask of [(done) => dns.lookup('@MARK@.example.com', done), (done) => resolver.resolve4('@MARK@.example.com', done), (done) => resolver.resolveTxt('@MARK@.example.com', done)])
  ask((error, answer) => console.log(error ? 'refused ' + error.code : 'ESCAPED: ' + answer));
