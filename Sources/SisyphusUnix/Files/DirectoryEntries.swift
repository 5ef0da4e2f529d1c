import CSisyphus
import Glibc

/// What a directory says about an entry without looking at it.
public enum EntryKind: Sendable {
    case regular, directory, symlink, other
    /// The file system does not say; ask for the status.
    case unknown

    init(_ type: UInt8) {
        switch Int(type) {
        case Int(DT_REG): self = .regular
        case Int(DT_DIR): self = .directory
        case Int(DT_LNK): self = .symlink
        case Int(DT_UNKNOWN): self = .unknown
        default: self = .other
        }
    }
}

extension Directory {
    /// The names of the entries for which the condition holds, in any order; those that are found before the directory cannot be read on.
    public func names(where condition: (String) -> Bool) -> [String] {
        var names: [String] = []
        try? forEachEntry { bytes, _ in
            let name = String(decoding: bytes, as: UTF8.self)
            if condition(name) { names.append(name) }
        }
        return names
    }

    /// Calls `body` with the name and kind of each entry but `.` and `..`, in the order of the file system; makes no string.
    public func forEachEntry(
        _ body: (UnsafeBufferPointer<UInt8>, EntryKind) throws(SystemError) -> Void
    ) throws(SystemError) {
        try attempt("read the directory", path) { lseek(fd, 0, SEEK_SET) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let count = try attempt("read the directory", path) { sis_getdents(fd, buffer.baseAddress, buffer.count) }
            if count == 0 { return }
            // struct linux_dirent64 (getdents(2)): inode 8, offset 8, record length 2, type 1, name.
            var offset = 0
            while offset < count {
                let length = Int(buffer.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
                let type = buffer[offset + 18]
                let start = (buffer.baseAddress! + offset + 19).assumingMemoryBound(to: UInt8.self)
                offset += length
                let name = UnsafeBufferPointer(start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)))
                let isDot = name[0] == UInt8(ascii: ".") && (name.count == 1 || (name.count == 2 && name[1] == UInt8(ascii: ".")))
                if !isDot { try body(name, EntryKind(type)) }
            }
        }
    }
}
