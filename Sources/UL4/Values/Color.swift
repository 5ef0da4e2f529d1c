/// A colour: red, green, blue and opacity, 8 bits each.
public struct Color: Hashable, Sendable {
    /// From 0 to 255; an alpha of 255 is opaque.
    public let red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8

    /// - Parameters:
    ///   - red: From 0 to 255, as the others.
    ///   - green: How much of it there is.
    ///   - blue: How much of it there is.
    ///   - alpha: 0: transparent, 255: opaque.
    public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
        (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
    }

    /// Red, green, blue and alpha, as templates see the colour when they go through it.
    var channels: [Double] { [red, green, blue, alpha].map(Double.init) }
    var items: [Value] { [red, green, blue, alpha].map { .int(Int($0)) } }

    /// Fractions are cut off, and what is out of range is clipped.
    /// - Throws: `ValueError` for what is no number.
    init(channels: [Double]) throws {
        if channels.contains(where: \.isNaN) { throw UL4Error.value("cannot convert float NaN to integer") }
        let bytes = channels.map { UInt8(max(0, min($0.rounded(.towardZero), 255))) }
        self.init(red: bytes[0], green: bytes[1], blue: bytes[2], alpha: bytes[3])
    }

    /// From hexadecimal digits: one or two for each of red, green and blue, and for alpha if it is not opaque.
    init?(hex: some Collection<Unicode.Scalar>) {
        let digits = hex.compactMap { $0.isASCII ? digitValue(UInt8($0.value)) : nil }
        guard digits.count == hex.count, digits.allSatisfy({ $0 < 16 }), [3, 4, 6, 8].contains(digits.count) else { return nil }
        var bytes: [UInt8] = []
        if digits.count < 5 {
            bytes = digits.map { UInt8($0 * 17) }
        } else {
            for place in stride(from: 0, to: digits.count, by: 2) { bytes.append(UInt8(digits[place] << 4 | digits[place + 1])) }
        }
        self.init(red: bytes[0], green: bytes[1], blue: bytes[2], alpha: bytes.count == 4 ? bytes[3] : 255)
    }

    /// `#369`, `#36a9ff` or, if it is not opaque, `#369c` or `#36a9ffcc`.
    public var text: String {
        let bytes = alpha == 255 ? [red, green, blue] : [red, green, blue, alpha]
        let isShort = bytes.allSatisfy { $0 >> 4 == $0 & 15 }
        return "#" + bytes.map { String($0 >> 4, radix: 16) + (isShort ? "" : String($0 & 15, radix: 16)) }.joined()
    }
}

// MARK: Other ways to say which colour it is, all between 0 and 1

extension Color {
    /// Hue, lightness and saturation.
    var hls: [Double] {
        let (hue, least, most) = hueAndExtremes
        let (range, sum) = (most - least, most + least)
        if range == 0 { return [0, sum / 2, 0] }
        return [hue, sum / 2, range / (sum / 2 <= 0.5 ? sum : 2 - most - least)]
    }

    /// Hue, saturation and value.
    var hsv: [Double] {
        let (hue, least, most) = hueAndExtremes
        return most == least ? [0, 0, most] : [hue, (most - least) / most, most]
    }

    var opacity: Double { Double(alpha) / 255 }

    /// How light people see it, as sRGB has it.
    var luminance: Double { (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255 }

    private var hueAndExtremes: (hue: Double, least: Double, most: Double) {
        let (r, g, b) = (Double(red) / 255, Double(green) / 255, Double(blue) / 255)
        let (least, most) = (min(r, g, b), max(r, g, b))
        let range = most - least
        if range == 0 { return (0, least, most) }
        let (fromRed, fromGreen, fromBlue) = ((most - r) / range, (most - g) / range, (most - b) / range)
        let sixths = r == most ? fromBlue - fromGreen : g == most ? 2 + fromRed - fromBlue : 4 + fromGreen - fromRed
        return (Color.turned(sixths / 6), least, most)
    }

    /// A hue between 0 and 1.
    private static func turned(_ hue: Double) -> Double { floorDivide(hue, 1).remainder }

    private static func clipped(_ value: Double) -> Double { max(0, min(value, 1)) }

    init(rgb: [Double], alpha: Double) throws { try self.init(channels: (rgb + [alpha]).map { 255 * $0 }) }

    init(hue: Double, lightness: Double, saturation: Double, alpha: Double) throws {
        let (h, l, s) = (Color.turned(hue), Color.clipped(lightness), Color.clipped(saturation))
        let high = l <= 0.5 ? l * (1 + s) : l + s - l * s
        let low = 2 * l - high
        func channel(_ hue: Double) -> Double {
            let hue = Color.turned(hue)
            if hue < 1.0 / 6 { return low + (high - low) * hue * 6 }
            if hue < 0.5 { return high }
            return hue < 2.0 / 3 ? low + (high - low) * (2.0 / 3 - hue) * 6 : low
        }
        try self.init(rgb: s == 0 ? [l, l, l] : [channel(h + 1.0 / 3), channel(h), channel(h - 1.0 / 3)], alpha: alpha)
    }

    init(hue: Double, saturation: Double, value: Double, alpha: Double) throws {
        let (h, s, v) = (Color.turned(hue), Color.clipped(saturation), Color.clipped(value))
        let sixth = (h * 6).rounded(.down)
        let rest = h * 6 - sixth
        let (p, q, t) = (v * (1 - s), v * (1 - s * rest), v * (1 - s * (1 - rest)))
        try self.init(rgb: [[v, t, p], [q, v, p], [p, v, t], [p, q, v], [t, p, v], [v, p, q]][Int(sixth) % 6], alpha: alpha)
    }
}

// MARK: Colours made of colours

extension Color {
    func with(alpha: Double) throws -> Color { try Color(channels: [Double(red), Double(green), Double(blue), alpha]) }

    func with(hue: Double? = nil, lightness: Double? = nil, saturation: Double? = nil) throws -> Color {
        let own = hls
        return try Color(hue: hue ?? own[0], lightness: lightness ?? own[1], saturation: saturation ?? own[2], alpha: opacity)
    }

    func with(luminance wanted: Double) throws -> Color {
        let own = luminance
        func mixed(_ lower: (Double) -> Double, _ upper: (Double) -> Double, _ share: Double) throws -> Color {
            try Color(channels: channels.prefix(3).map { share * upper($0) + (1 - share) * lower($0) } + [Double(alpha)])
        }
        if own == 0 || own == 1 { return try Color(channels: [wanted * 255, wanted * 255, wanted * 255, Double(alpha)]) }
        if wanted > own { return try mixed({ $0 }, { _ in 255 }, (wanted - own) / (1 - own)) }
        return wanted < own ? try mixed({ _ in 0 }, { $0 }, wanted / own) : self
    }

    /// A share of the way up to 1, or down to 0 if it is negative.
    static func moved(_ value: Double, by share: Double) -> Double { value + (share > 0 ? 1 - value : share < 0 ? value : 0) * share }

    func inverted(_ share: Double) throws -> Color {
        try Color(channels: channels.prefix(3).map { (1 - share) * $0 + share * (255 - $0) } + [Double(alpha)])
    }

    /// Each of red, green and blue changed.
    func map(_ change: (Double) -> Double) throws -> Color { try Color(channels: channels.prefix(3).map(change) + [Double(alpha)]) }

    /// The colour over a background (https://www.w3.org/TR/2013/WD-compositing-1-20131010/#simplealphacompositing).
    func over(_ background: Color) throws -> Color {
        let uncovered = 1 - opacity
        let opacity = opacity + background.opacity * uncovered
        let rgb = zip(channels, background.channels).prefix(3).map { own, behind in
            let sum = own / 255 * self.opacity + behind / 255 * background.opacity * uncovered
            return opacity == 0 ? sum : sum / opacity
        }
        return try Color(rgb: rgb, alpha: opacity)
    }

    /// A colour as CSS writes it: `#369`, `rgb(51, 40%, 60%)`, `rgba(51, 40%, 60%, 0.5)`, `red`; nil if it is none.
    init?(css text: String) {
        if text.hasPrefix("#") {
            self.init(hex: text.unicodeScalars.dropFirst())
        } else if let color = Color.named[text] {
            self = color
        } else {
            let isOpaque = text.hasPrefix("rgb(")
            guard isOpaque || text.hasPrefix("rgba("), text.hasSuffix(")") else { return nil }
            let words = text.dropFirst(isOpaque ? 4 : 5).dropLast().split(separator: ",", omittingEmptySubsequences: false)
            guard words.count == (isOpaque ? 3 : 4) else { return nil }
            var channels: [Double] = []
            for word in words {
                let word = String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
                if word.hasSuffix("%") {
                    guard let share = Double(word.dropLast()) else { return nil }
                    channels.append(share * 255 / 100)
                } else {
                    guard let value = channels.count == 3 ? Double(word).map({ $0 * 255 }) : Int(word).map(Double.init) else { return nil }
                    channels.append(value)
                }
            }
            guard let color = try? Color(channels: isOpaque ? channels + [255] : channels) else { return nil }
            self = color
        }
    }

    /// The names that the original knows, with what it takes them for.
    private static let named: [String: Color] = [
        "maroon": "800000", "red": "ff0000", "orange": "ffa500", "yellow": "ffff00", "olive": "808000", "purple": "800080", "fuchsia": "ff00ff",
        "white": "ffffff", "lime": "00ff00", "green": "008000", "navy": "000080", "blue": "0000ff", "aqua": "00ffff", "teal": "008080", "black": "000000",
        "silver": "c0c0c0", "gray": "808080", "magenta": "800080", "cyan": "00ffff",
    ].compactMapValues { Color(hex: $0.unicodeScalars) }
}
