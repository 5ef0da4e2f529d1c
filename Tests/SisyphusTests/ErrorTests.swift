import Foundation
import FoundationNetworking
import Testing

@testable import Sisyphus

/// What is told about errors, and where they happened.
@Suite struct ErrorTests {
    /// A text that is another one in each run would be told to people in each run.
    @Test func privateTypesHaveNoAddresses() throws {
        let run = try ProbeRun("private")
        #expect(
            run.lines == [
                " :: child N :: {sisyphus}{external}{exc} >> PrivateErrorJob.Failed: by(SisyphusProbeJobs.PrivateErrorJob.Inner())",
                " :: child N :: {sisyphus}{result}{fail} >> failed with PrivateErrorJob.Failed: by(SisyphusProbeJobs.PrivateErrorJob.Inner())",
            ])
    }

    @Test func textsForPeopleAreShown() throws {
        let run = try ProbeRun("people")
        #expect(
            run.lines == [
                " :: child N :: {exc} >> ErrorForPeopleJob.Empty: there is nothing",
                " :: child N :: {exc} >> ErrorForPeopleJob.Missing: there is no such file", #" :: child N :: {exc} >> file("a.csv")"#,
                " :: child N :: {sisyphus}{external}{exc} >> ErrorForPeopleJob.Missing: there is no such file",
                #" :: child N :: {sisyphus}{external}{exc} >> file("b.csv")"#,
                " :: child N :: {sisyphus}{result}{fail} >> failed with ErrorForPeopleJob.Missing: there is no such file",
            ])
    }

    /// An error that comes when a loop is over is not one of its last item, unless it is thrown on.
    @Test(arguments: [
        ("break", " :: child N", "something else"), ("throw", " :: child N", "something else"), ("rethrow", " :: child N :: [1/2] import a", "cannot import a"),
    ])
    func loopsThatWereLeftAreForgotten(_ word: String, _ task: String, _ text: String) throws {
        let run = try ProbeRun("left", environment: ["PROBE_WORD": word])
        #expect(run.lines.dropLast().last == "\(task) :: {sisyphus}{external}{exc} >> ValueError: \(text)")
    }

    private struct Row: Decodable { var name: String; var sizes: [Int] }
    private struct Nothing: Error {}
    private enum Wrapped: Error { case failed(NSError, at: String), nested(any Error) }

    private func text(of body: () throws -> Void) -> String? {
        do { try body() } catch { return ErrorText.line(error) }
        return nil
    }

    @Test func errorsOfFoundationAreWrittenForPeople() throws {
        #expect(text { throw NSError(domain: "Shop", code: 5, userInfo: [NSLocalizedDescriptionKey: "no price"]) } == "NSError: no price")
        #expect(text { throw NSError(domain: "Shop", code: 6) } == "NSError: error 6 of Shop")
        #expect(text { try FileManager.default.removeItem(atPath: "/nonexistent") } == "CocoaError: The file doesn’t exist: /nonexistent")
        func decoding(_ json: String) -> String? { text { _ = try JSONDecoder().decode(Row.self, from: Data(json.utf8)) } }
        #expect(decoding(#"{"name": 3}"#) == "DecodingError: Expected to decode String but found number instead (at name)")
        #expect(decoding(#"{"name": "x", "sizes": [1, "a"]}"#) == "DecodingError: Expected to decode Int but found a string instead (at sizes[1])")
        #expect(decoding(#"{"sizes": []}"#) == "DecodingError: there is no name")
        #expect(text { _ = try JSONDecoder().decode(Row.self, from: Data("{".utf8)) }?.hasPrefix("DecodingError: The given data was not valid JSON") == true)
        let cause = DecodingError.Context(codingPath: [], debugDescription: "", underlyingError: POSIXError(.EINVAL))
        #expect(text { throw DecodingError.dataCorrupted(cause) } == "DecodingError: the data is not as expected: POSIXError: Invalid argument")
        #expect(text { _ = try JSONEncoder().encode(["x": Double.infinity]) } == "EncodingError: Unable to encode Double.inf directly in JSON (at x)")
        #expect(text { throw POSIXError(.ENOENT) } == "POSIXError: No such file or directory")
        #expect(text { throw NSError(domain: NSPOSIXErrorDomain, code: 13) } == "NSError: Permission denied")
        #expect(text { throw URLError(.timedOut) } == "URLError: the request timed out")
        #expect(
            text { throw URLError(.cannotFindHost, userInfo: [NSURLErrorFailingURLErrorKey: URL(string: "https://x.example/")!]) }
                == "URLError: there is no such host: https://x.example/")
        #expect(text { throw NSError(domain: NSURLErrorDomain, code: -1009) } == "NSError: there is no connection to the network")
        let underlying = NSError(domain: NSPOSIXErrorDomain, code: 13)
        #expect(text { throw NSError(domain: "Shop", code: 7, userInfo: [NSUnderlyingErrorKey: underlying]) } == "NSError: error 7 of Shop: Permission denied")
        let description = #"no price, no=sale} "x" today."#
        #expect(
            text { throw NSError(domain: "Shop", code: 8, userInfo: [NSLocalizedDescriptionKey: description]) } == #"NSError: no price, no=sale} "x" today"#)
        #expect(
            text { _ = try JSONSerialization.jsonObject(with: Data("{nope".utf8)) }
                == "NSError: The data is not in the correct format: Invalid value around character 1")
        let inner = NSError(domain: "Shop", code: 5, userInfo: [NSLocalizedDescriptionKey: "no price {x} today"])
        #expect(text { throw Wrapped.failed(inner, at: "a") }?.hasSuffix(#"failed(no price {x} today, at: "a")"#) == true)
        #expect(text { throw Wrapped.nested(NSError(domain: "Shop", code: 6)) }?.hasSuffix("nested(error 6 of Shop)") == true)
        #expect(text { throw Nothing() }?.hasSuffix("ErrorTests.Nothing()") == true)
    }
}
