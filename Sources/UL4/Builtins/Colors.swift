extension Builtin {
    /// `rgb`, `hls`, `hsv`, and the functions of the module `color`.
    func callColor(_ bound: Bound) throws -> Value {
        switch self {
        case .css:
            let text = try bound.string(0)
            if let color = Color(css: text) { return .color(color) }
            guard let value = bound.optional(1) else { throw UL4Error.value("can't interpret \(pythonRepr(of: text)) as CSS color") }
            return value
        case .mix: return .color(try mixed(bound.rest))
        default:
            let (a, b, c) = (try real(bound[0]), try real(bound[1]), try real(bound[2]))
            let alpha = try bound.optional(3).map(real) ?? 1
            switch self {
            case .hls: return .color(try Color(hue: a, lightness: b, saturation: c, alpha: alpha))
            case .hsv: return .color(try Color(hue: a, saturation: b, value: c, alpha: alpha))
            default: return .color(try Color(rgb: [a, b, c], alpha: alpha))
            }
        }
    }

    /// The mean of colours; a number among them is the weight of those that follow.
    private func mixed(_ values: [Value]) throws -> Color {
        var (channels, weight, sum) = ([0.0, 0, 0, 0], 1.0, 0.0)
        for value in values {
            if case .color(let color) = value {
                sum += weight
                channels = Swift.zip(channels, color.channels).map { $0 + weight * $1 }
            } else {
                weight = try real(value)
            }
        }
        if sum == 0 { throw UL4Error.value("at least one of the arguments must be a color and at least one of the weights must be >0") }
        return try Color(channels: channels.map { $0 / sum })
    }
}

extension Method {
    /// The methods of colours.
    func callColor(_ color: Color, _ bound: Bound, _ context: Context) throws -> Value {
        func numbers(_ values: [Double]) throws -> Value { try context.list(values.map { .float($0) }) }
        switch self {
        case .r: return .int(Int(color.red))
        case .g: return .int(Int(color.green))
        case .b: return .int(Int(color.blue))
        case .a: return .int(Int(color.alpha))
        case .hls: return try numbers(color.hls)
        case .hlsa: return try numbers(color.hls + [color.opacity])
        case .hsv: return try numbers(color.hsv)
        case .hsva: return try numbers(color.hsv + [color.opacity])
        case .hue: return .float(color.hls[0])
        case .light: return .float(color.hls[1])
        case .sat: return .float(color.hls[2])
        case .lum: return .float(color.luminance)
        case .combine:
            let channels = try color.channels.enumerated().map { position, own in try bound.given(position).map(real) ?? own }
            return .color(try Color(channels: channels))
        case .invert: return .color(try color.inverted(try bound.optional(0).map(real) ?? 1))
        default: return .color(try changed(color, try real(bound[0])))
        }
    }

    private func changed(_ color: Color, _ number: Double) throws -> Color {
        switch self {
        case .witha: try color.with(alpha: number)
        case .withhue: try color.with(hue: number)
        case .withsat: try color.with(saturation: number)
        case .withlight: try color.with(lightness: number)
        case .abslight: try color.with(lightness: color.hls[1] + number)
        case .rellight: try color.with(lightness: Color.moved(color.hls[1], by: number))
        case .withlum: try color.with(luminance: number)
        case .abslum: try color.with(luminance: color.luminance + number)
        default: try color.with(luminance: Color.moved(color.luminance, by: number))
        }
    }
}
