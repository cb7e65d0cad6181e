# The way a beginner would do it.
# expect: ok
# stdout: refused
import http.client, urllib.request

for url in ('http://127.0.0.1:@TCP_PORT@/@MARK@', 'http://192.0.2.77/@MARK@', 'http://example.com/', 'file:///etc/passwd', 'ftp://192.0.2.77/x'):
    try:
        with urllib.request.urlopen(url, timeout=0.5) as answer:
            print('ESCAPED:', url, answer.read(40))
    except (OSError, http.client.HTTPException) as error:
        print('refused', error)
