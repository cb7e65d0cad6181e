// The way a beginner would do it.
// expect: ok
// stdout: refused
const urls = ['http://127.0.0.1:@TCP_PORT@/@MARK@', 'http://[::1]:@TCP_PORT@/', 'http://192.0.2.77/@MARK@', 'https://example.com/', 'data:text/plain,x', 'file:///etc/passwd'];
for (const url of urls) {
  fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
    (answer) => console.log(url.startsWith('data:') ? 'data' : 'ESCAPED: ' + url, answer.status),
    (error) => console.log('refused', error.cause?.code ?? error.name),
  );
}
