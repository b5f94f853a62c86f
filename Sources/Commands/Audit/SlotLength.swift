import ArgumentParser

/// A time such as 30s, 15m, 12h or 7d.
struct SlotLength: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let number = Double(argument.dropLast()), number > 0,
            number * unit < 1e9
        else { return nil }
        duration = .milliseconds(Int64((number * unit * 1000).rounded()))
    }

    var milliseconds: Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    var defaultValueDescription: String { words }

    var words: String {
        let whole = milliseconds
        for (unit, size) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        where whole >= size && whole % size == 0 { return "\(whole / size)\(unit)" }
        return "\(Double(whole) / 1000)s"
    }
}
