import Testing

@testable import SisyphusCore

@Suite struct LockFileTests {
    private let owner = Array("job=a\nidentifier=\n".utf8)
    private let holder = LockFile.Holder(
        process: .init(pid: 12, start: 99), host: "h ost", bootID: "b-1", pidNamespace: 4_026_531_836, command: ["sh", "-c", "a b"])

    @Test func everythingIsReadBack() {
        for file in [LockFile(owner: owner), LockFile(owner: owner, holder: holder)] { #expect(LockFile(bytes: file.bytes) == file) }
    }

    @Test func aTornHolderIsNobodyAndTheOwnerStays() {
        let bytes = LockFile(owner: owner, holder: holder).bytes
        for count in owner.count + 7..<bytes.count {
            let torn = LockFile(bytes: Array(bytes[..<count]))
            #expect(torn == LockFile(owner: owner), "\(count) bytes")
        }
    }

    @Test func whoMayLiveTakesTheLeastSize() {
        let shortest = LockFile.Holder(
            process: .init(pid: 1, start: 0), host: "", bootID: "6fd5a44b-35f4-4ad4-a9b9-6b9be13e1fe9", pidNamespace: 0, command: [])
        // The hash of the command may have one digit, and the feed before it is the owner's.
        #expect(LockFile(owner: Array("\n".utf8), holder: shortest).bytes.count >= LockFile.Holder.leastSize)
        #expect(LockFile(owner: [], holder: holder).bytes.count < LockFile.Holder.leastSize + 40)
    }

    @Test func commandsAreToldApartByTheirWords() {
        #expect(holder.starts(["sh", "-c", "a b"]))
        for other in [["sh", "-c", "a", "b"], ["sh", "-c", "a b", ""], ["sh", "-c"], []] { #expect(!holder.starts(other)) }
    }
}
