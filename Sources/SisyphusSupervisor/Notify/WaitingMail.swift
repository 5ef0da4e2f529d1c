import SisyphusCore
import SisyphusUnix

/// Mails of a job that wait in the spool because they could not be delivered.
struct WaitingMail {
    /// The base directory.
    let base: String
    /// The job, as deliveries name it.
    let label: String

    /// Takes them out of the spool, so that a newer mail about the same failure can go in their place: to where mail goes now, since
    /// the old address may be what was wrong. One that a courier is working on stays.
    ///
    /// - Returns: whether there was one.
    func withdraw() -> Bool {
        guard let spool = try? Directory.open(base, createMode: nil).subdirectory(".spool-\(User.effectiveID)", createMode: nil) else {
            return false
        }
        var names: [String] = []
        try? spool.forEachEntry { bytes, _ throws(SystemError) in
            let name = String(decoding: bytes, as: UTF8.self)
            if Delivery.isSpoolName(name) { names.append(name) }
        }
        return names.reduce(false) { withdraw($1, from: spool) || $0 }
    }

    private func withdraw(_ name: String, from spool: Directory) -> Bool {
        guard let bytes = try? spool.readFile(name, limit: 4 << 20), let delivery = Delivery(encoded: bytes), delivery.channel == .email,
            delivery.label == label, let fd = try? spool.openFile(name, File.readWrite | File.noFollow)
        else { return false }
        defer { File.close(fd) }
        guard (try? File.lock(fd, name: name)) == true else { return false }
        return (try? spool.unlink(name)) != nil
    }
}
