import SisyphusCore

/// How deliveries travel through a pipe: their length in decimal, a line feed, their bytes.
public struct DeliveryFrame: Sendable {
    /// A mail with its attachment stays far below this.
    private static let maxBytes = 4 << 20

    private var pending: [UInt8] = []
    /// The stream makes no sense; nothing more can be read from it.
    public private(set) var isBroken = false

    public init() {}

    public static func frame(_ delivery: Delivery) -> [UInt8] {
        let bytes = delivery.encoded
        return Array("\(bytes.count)\n".utf8) + bytes
    }

    /// Takes bytes in any pieces; returns the deliveries that are complete.
    public mutating func read(_ bytes: some Sequence<UInt8>) -> [Delivery] {
        pending += bytes
        var deliveries: [Delivery] = []
        while !isBroken, let end = pending.prefix(9).firstIndex(of: UInt8(ascii: "\n")) {
            guard let length = Int(pending[..<end].text), length >= 0, length <= DeliveryFrame.maxBytes else {
                isBroken = true
                break
            }
            guard pending.count > end + length else { break }
            if let delivery = Delivery(encoded: Array(pending[(end + 1)..<(end + 1 + length)])) { deliveries.append(delivery) }
            pending.removeFirst(end + 1 + length)
        }
        if pending.count >= 9, !pending.prefix(9).contains(UInt8(ascii: "\n")) { isBroken = true }
        return deliveries
    }
}

extension ArraySlice<UInt8> {
    var text: String { String(decoding: self, as: UTF8.self) }
}
