/// How many columns of a terminal a text takes.
package enum DisplayWidth {
    /// The columns of one line of safe text.
    package static func of(_ line: some StringProtocol) -> Int {
        line.utf8.allSatisfy { $0 < 0x80 } ? line.utf8.count : line.reduce(0) { $0 + of($1) }
    }

    /// The columns of one user-perceived character.
    package static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if first.value < 0x300, character.utf8.count < 3 { return 1 }
        let base = of(first)
        if scalars.count == 1 { return base }
        if isPicture(scalars, first) { return 2 }
        // A spacing mark is drawn beside its base, though alone it has no column.
        return scalars.dropFirst().reduce(base) { width, scalar in
            width + (scalar.properties.generalCategory == .spacingMark ? 1 : of(scalar))
        }
    }

    /// The columns of one scalar alone: 0, 1 or 2; what is ambiguous takes 1.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        if contains(scalar.value, WidthTable.wide) { return 2 }
        return contains(scalar.value, WidthTable.zero) ? 0 : 1
    }

    /// Whether several scalars are drawn as one emoji: a flag, a keycap, a joined sequence or one with a skin tone.
    private static func isPicture(_ scalars: Character.UnicodeScalarView, _ first: Unicode.Scalar) -> Bool {
        guard first.properties.isEmoji else { return false }
        if (0x1F1E6...0x1F1FF).contains(first.value) { return true }
        if first.value < 0x80 { return scalars.contains { $0.value == 0xFE0F } }
        return scalars.contains { $0.value == 0xFE0F || (0x1F3FB...0x1F3FF).contains($0.value) || $0.value == 0x200D }
    }

    private static func contains(_ value: UInt32, _ ranges: [UInt32]) -> Bool {
        var (low, high) = (0, ranges.count / 2)
        while low < high {
            let middle = (low + high) / 2
            if value < ranges[2 * middle] {
                high = middle
            } else if value > ranges[2 * middle + 1] {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
