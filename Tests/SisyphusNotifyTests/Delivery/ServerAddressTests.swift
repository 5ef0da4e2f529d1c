import SisyphusNotify
import Testing

struct ServerAddressTests {
    @Test(arguments: [
        ("https://chat.example.org/hooks/x", "chat.example.org:443"), ("http://127.0.0.1:8065", "127.0.0.1:8065"),
        ("https://key:secret@sentry.example.org:9000/4", "sentry.example.org:9000"), ("HTTP://[::1]:80/", "[::1]:80"),
        ("https://[2001:db8::1]", "[2001:db8::1]:443"),
        ("https://ntfy.example.org?x=/", "ntfy.example.org:443"),
    ])
    func `The server of a URL`(url: String, expected: String) {
        #expect(ServerAddress(url: url)?.description == expected)
    }

    @Test(arguments: ["", "ftp://example.org/", "https:example.org", "https://", "https://:443/", "https://[::1", "https://example.org:many/"])
    func `What is no URL of a server`(url: String) {
        #expect(ServerAddress(url: url) == nil)
    }
}
