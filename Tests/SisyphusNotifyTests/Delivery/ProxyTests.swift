import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct ProxyTests {
    private func choose(_ url: String, _ variables: [String: String]) -> ProxyChoice? { ProxyChoice.choose(for: url) { variables[$0] } }

    @Test func variablesOfCurl() {
        let all = ["http_proxy": "a", "HTTP_PROXY": "b", "https_proxy": "c", "HTTPS_PROXY": "d", "all_proxy": "e", "ALL_PROXY": "f"]
        #expect(choose("https://x/", all) == ProxyChoice(variable: "https_proxy", address: "c"))
        #expect(choose("https://x/", all.filter { !$0.key.lowercased().hasPrefix("https") })?.variable == "all_proxy")
        #expect(choose("https://x/", all.merging(["https_proxy": ""]) { $1 })?.variable == "HTTPS_PROXY")
        #expect(choose("https://x/", ["ALL_PROXY": "f"])?.variable == "ALL_PROXY")
        #expect(choose("https://x/", [:]) == nil)
    }

    @Test(arguments: [
        ("https://localhost/", "", false), ("http://127.9.9.9:80/", "", false), ("https://[::1]/x", "", false), ("https://user:x@LOCALHOST:1/", "", false),
        ("https://x.example/", "*", false), ("https://x.example/", "example", false), ("https://x.example/", ".example", false),
        ("https://example/", ".example", false), ("https://xexample/", "example", true), ("https://x.example/", "other, x.example", false),
        ("https://10.1.2.3/", "10.0.0.0/8", false), ("https://11.1.2.3/", "10.0.0.0/8", true), ("https://10.1.2.3/", "2.3", true),
        ("https://x.example/", "", true), ("https://[fd00::1]/", "fd00::/8", false), ("https://[fd00::1]/", "FD00:0:0::0:1", false),
        ("https://[2001:db8::1]/", "fd00::/8, [2001:db8::]/32", false), ("https://[2001:db9::1]/", "2001:db8::/32", true),
        ("https://[2001:db9::1]/", "2001:db8::/31", false), ("https://[::ffff:192.0.2.1]/", "::ffff:c000:201", false),
        ("https://10.1.2.3/", "::/0", true), ("https://[fd00::1]/", "0.0.0.0/0", true), ("https://[fd00::1]/", "fd00::1::, fd00:1, 1", true),
        ("https://127.0.0.1.example/", "", true), ("https://x.EXAMPLE./", "x.example", false),
    ]) func exceptions(_ url: String, _ exceptions: String, _ isAsked: Bool) {
        let proxy = ["https_proxy": "http://p:1", "all_proxy": "http://p:1"]
        #expect((choose(url, proxy.merging(["no_proxy": exceptions]) { $1 }) != nil) == isAsked)
        #expect((choose(url, proxy.merging(["NO_PROXY": exceptions]) { $1 }) != nil) == isAsked)
    }

    /// libcurl quotes what it does not understand: whole, in parts, as it was sent, or cut.
    @Test func passwordsAreNotShown() {
        let proxy = ProxyChoice(variable: "https_proxy", address: "http://us%65r:s3cr%23t#1@p.example:3128/")
        #expect(proxy.shown == "p.example:3128")
        let redactor = Redactor(proxy.secrets)
        for text in [
            proxy.address, "s3cr%23t#1", "s3cr#t#1", "us%65r:s3cr%23t#1", Base64.encode(Array("user:s3cr#t#1".utf8)).text,
            "Unsupported proxy syntax in 'http://us%65r:s3cr%2",
        ] {
            let shown = redactor.clean("x '\(text)")
            #expect(!shown.contains("s3cr") && shown.contains("•••"), "\(shown)")
        }
        // Of addresses that nobody told us of, too.
        #expect(Redactor([]).clean("no 'https://a:b@c@host/x' and ftp://d@host?e@f") == "no 'https://•••@host/x' and ftp://•••@host?e@f")
        #expect(Redactor([]).clean("to a@b://c") == "to a@b://c")
        // Marks that combine make other characters of those beside them.
        #expect(Redactor(["s3cret"]).clean("is s3cret\u{301}, or s3cre") == "is •••\u{301}, or •••")
        // One that looks like what stands in its place.
        #expect(Redactor(["••"]).clean("is •••") == "is ••••")
        #expect(Redactor([]).clean("a://\u{301}u:p@\u{301}h") == "a://•••@\u{301}h")
    }

    @Test func secretsAreTakenOut() {
        let redactor = Redactor(["hunter22", "abc", ""])
        #expect(redactor.clean("https://x/hunter22?hunter22 abc") == "https://x/•••?••• abc")
    }
}
